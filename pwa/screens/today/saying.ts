/** A plant in words: who it takes, how it stands, what its ring says. */
import type { RingMember } from "../../elements/index.ts";
import type { Cadence } from "../../store/index.ts";
import { t } from "../../words.ts";
import { list } from "../customs.ts";
import { isAffection, nameOf, type OurPlant } from "./ground.ts";

export function whoText({ practice, takes, takers }: OurPlant, viewer: string, alone: boolean): string {
  if (alone) return t("who.alone");
  if (takes !== "one") return t(`who.${takes}`);
  const [one = ""] = takers;
  return one === viewer ? t("who.me") : t("who.them", { name: nameOf(practice.space, one) });
}

/** One quiet fact: the mood, else how far along, else its cue. */
export function whenText(plant: OurPlant): string {
  const { mood, practice, rhythm, progress } = plant;
  if (mood === "resting") return t("when.resting");
  if (mood === "paused") return t("when.paused");
  if (mood === "lapsed") return t("when.lapsed");
  const cadence = cadenceAt(practice.fields.cadences, plant.label);
  if (progress && progress.have > 0 && progress.need > 1 && cadence.kind !== "daily")
    return t(PERIOD[cadence.kind], progress);
  if (practice.body?.plan?.cue) return practice.body.plan.cue;
  if (isAffection(practice) && rhythm.total) return t("when.times", { count: rhythm.total });
  return t(cadence.kind === "weekly" || cadence.kind === "monthly" ? `when.any.${cadence.kind}` : "when.any");
}

const PERIOD = { weekly: "when.week", monthly: "when.month", every: "when.window" } as const;

/** The version that holds on a day. */
export function cadenceAt(cadences: readonly Cadence[], day: string): Cadence {
  const begun = cadences.filter(({ from }) => from <= day).at(-1);
  return begun ?? cadences[0] ?? { from: day, kind: "daily" };
}

export interface RingView {
  members: RingMember[];
  takes: OurPlant["takes"];
  checked: boolean;
  disabled: boolean;
  label: string;
}

/** A `together` that the other has said is done is theirs to take back; an act of one alone is theirs to do. */
export function ringOf(plant: OurPlant, viewer: string, closed = false): RingView {
  const { practice, takes, takers, doneBy } = plant;
  const mine = doneBy.has(viewer);
  const checked = takes === "together" ? doneBy.size > 0 : mine;
  return {
    members: takers.map((id) => ({ id, done: doneBy.has(id), mine: id === viewer })),
    takes,
    checked,
    disabled: closed || !plant.asksMe || (checked && !mine),
    label: ringLabel(plant, viewer, practice.body?.title ?? ""),
  };
}

function ringLabel({ practice, takes, doneBy }: OurPlant, viewer: string, title: string): string {
  const others = [...doneBy].filter((id) => id !== viewer);
  const who = list(others.map((id) => nameOf(practice.space, id)));
  if (takes === "together") return doneBy.size ? t("ring.done.we", { title }) : t("ring.mark", { title });
  if (takes === "one" && others.length) return t("ring.done.them", { title, who });
  if (doneBy.has(viewer))
    return others.length ? t("ring.done.both", { title, who }) : t("ring.done", { title });
  return others.length ? t("ring.mark.has", { title, who }) : t("ring.mark", { title });
}
