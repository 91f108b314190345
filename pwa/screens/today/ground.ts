/** The space that a screen speaks of, alive: who is in it, what grows there, and the marks just made. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { minute } from "../../clock.ts";
import {
  byPractice,
  clocksOf,
  daysTogether,
  type Ground,
  gardener,
  homeZoneAt,
  isAffection,
  type LogRow,
  membersOf,
  type Plant,
} from "../../domain/garden.ts";
import { account, eachSpace, live, type Rec, type Space, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { deviceZone, list } from "../customs.ts";
import { marks } from "./marks.ts";

export { isAffection };
export type OurPlant = Plant<Rec<"practice">, Rec<"pause">>;
export type OurGround = Ground<Rec<"practice">, Rec<"pause">>;

export interface Home {
  space: Space;
  /** Nothing can be written here any more. */
  closed: boolean;
  ground: OurGround;
  /** In their order, ended ones among them. */
  plants: OurPlant[];
  /** Days on which anything was done here. */
  days: number;
}

const whole = <R>(records: R[]): R[] => records;

/** Null while the space is not known. */
export const homeOf = eachSpace((id): ReadonlySignal<Home | null> => {
  const practices = live(id, "practice", whole);
  const pauses = live(id, "pause", whole);
  const rests = live(id, "rest", whole);
  const mends = live(id, "mend", whole);
  const logs = markedLogs(id);
  const groups = computed(() => byPractice(logs.value));
  const days = computed(() => daysTogether(logs.value));
  const space = computed(() => spaces.value.find((each) => each.id === id) ?? null);
  const clocks = clocksIn(id, space);
  const grown = gardener<Rec<"practice">, Rec<"pause">>();
  return computed(() => {
    const here = space.value;
    const viewer = account.value?.member.id;
    if (!here || !viewer) return null;
    const ground: OurGround = {
      ...clocks.value,
      viewer,
      members: membersOf(here.members),
      practices: practices.value,
      logs: groups.value,
      pauses: pauses.value,
      rests: rests.value,
      mends: mends.value,
      goOn: here.continued ?? [],
    };
    return {
      space: here,
      closed: here.closed || here.frozen,
      ground,
      plants: grown(ground),
      days: days.value,
    };
  });
});

/** The check-ins with the marks on top that are not written yet. */
function markedLogs(id: string): ReadonlySignal<LogRow[]> {
  const written = live(id, "check_in", whole);
  return computed(() => {
    const fresh = [...marks.value.values()].filter((mark) => mark.space === id);
    if (fresh.length === 0) return written.value;
    const covered = ({ fields }: LogRow) =>
      fresh.some(
        ({ row: { fields: mark } }) =>
          mark.practice_id === fields.practice_id &&
          mark.label === fields.label &&
          mark.member_id === fields.member_id,
      );
    return [...written.value.filter((row) => !covered(row)), ...fresh.map(({ row }) => row)];
  });
}

/** Looks at the clock every minute, and is a new value only when some day has changed. */
function clocksIn(id: string, space: ReadonlySignal<Space | null>) {
  const cards = live(id, "card", whole);
  const zones = live(id, "couple", ([couple]) => couple?.fields.home_zones ?? []);
  const text = computed(() => {
    const now = minute.value;
    return JSON.stringify(
      clocksOf({
        members: membersOf(space.value?.members ?? []),
        viewer: account.value?.member.id ?? "",
        viewerZone: deviceZone(),
        shown: new Map(cards.value.map(({ fields }) => [fields.member_id, fields.home_zone])),
        home: homeZoneAt(zones.value, now),
        now,
      }),
    );
  });
  return computed(() => JSON.parse(text.value) as ReturnType<typeof clocksOf>);
}

// --- names

/** What the members of a space are called there. */
export const namesIn = eachSpace((space): ReadonlySignal<ReadonlyMap<string, string>> => {
  const cards = live(space, "card", whole);
  return computed(() => {
    const me = account.value?.member;
    const said = cards.value.map(({ fields, body }) => [fields.member_id, body?.name ?? ""] as const);
    return new Map([...(me ? [[me.id, me.name] as const] : []), ...said.filter(([, name]) => name)]);
  });
});

export const nameOf = (space: string, member: string): string =>
  namesIn(space).value.get(member) ?? t("who.partner");

/** Everybody else who is in the space. */
export const othersIn = (space: Space): string[] =>
  space.members
    .filter(
      ({ id, left }) => id !== account.value?.member.id && (left === null || space.closed || space.frozen),
    )
    .map(({ id }) => id);

/** What a couple agreed on, once it has. */
export const coupleIn = eachSpace((space) => live(space, "couple", ([couple]) => couple));

/** The name that a couple gave itself. */
export const coupleName = (space: string): string | undefined =>
  coupleIn(space).value?.body?.name ?? undefined;

/** A couple's own name, else those of the others in it. */
export function spaceName(space: Space): string {
  if (space.kind === "own") return t("today.switch.me");
  return coupleName(space.id) || list(othersIn(space).map((id) => nameOf(space.id, id))) || t("who.new");
}
