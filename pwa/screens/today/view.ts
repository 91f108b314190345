/** Today as plain data: drawn from the records, or from what it was the last time before they are read. */
import { type Growth, growthOf } from "../../domain/garden.ts";
import { type AreaSlug, asArea, type Person } from "../../elements/index.ts";
import { account, checkInId, read } from "../../store/index.ts";
import { t } from "../../words.ts";
import { type Home, nameOf, namesIn, type OurPlant, othersIn } from "./ground.ts";
import { type RingView, ringOf, whenText, whoText } from "./saying.ts";

export interface TodayView {
  /** The viewer's day, by which a remembered view knows that it is of another one. */
  label: string;
  name: string;
  people: Person[];
  own: boolean;
  /** Nothing is asked here any more: its practices are there to look at. */
  closed: boolean;
  days: number;
  sprigs: Growth[];
  grew: number;
  /** What matters today. */
  rows: RowView[];
  /** Kept for their period, and not done today. */
  enough: RowView[];
  paused: RowView[];
}

export interface RowView {
  space: string;
  id: string;
  area: AreaSlug | undefined;
  title: string;
  detail: string;
  resting: boolean;
  ring: RingView;
  /** The holder of this phone did it today, so a word can go with it. */
  mine: boolean;
  /** There is a word already. */
  word: boolean;
}

export function viewOf({ space, ground, plants, days, closed }: Home): TodayView {
  const { viewer } = ground;
  const growing = plants.filter(({ mood }) => mood !== "ended" && mood !== "upcoming");
  const others = othersIn(space).map((id) => ({ name: nameOf(space.id, id) }));
  const name = account.value?.member.name ?? "";
  const around = [viewer, others.length === 0, closed, namesIn(space.id).value] as const;
  const rows = growing.map((plant) => ({ plant, row: keptRow(plant, around) }));
  const of = (part: Part) =>
    rows.filter(({ plant }) => (closed ? "today" : partOf(plant, viewer)) === part).map(({ row }) => row);
  return {
    label: ground.today[viewer] ?? "",
    name,
    people: [{ name, mine: true }, ...others],
    own: space.kind === "own",
    closed,
    days,
    sprigs: growing.map(growthOf),
    grew: growing.filter(({ doneBy }) => doneBy.size > 0).length,
    rows: of("today"),
    enough: of("enough"),
    paused: of("paused"),
  };
}

type Part = "today" | "enough" | "paused" | "none";

/** What only the other does is shown once it is done, never before. */
function partOf({ mood, doneBy, asksMe }: OurPlant, viewer: string): Part {
  if (mood === "paused" && doneBy.size === 0) return "paused";
  if (!asksMe) return doneBy.size > 0 ? "today" : "none";
  return mood === "done" && doneBy.size === 0 && !doneBy.has(viewer) ? "enough" : "today";
}

type Around = readonly [viewer: string, alone: boolean, closed: boolean, names: ReadonlyMap<string, string>];

const kept = new WeakMap<OurPlant, { around: Around; row: RowView }>();

/** The same object again while nothing about it changed, so that it is not drawn again. */
function keptRow(plant: OurPlant, around: Around): RowView {
  const known = kept.get(plant);
  if (known?.around.every((one, n) => one === around[n])) return known.row;
  const row = rowOf(plant, around);
  kept.set(plant, { around, row });
  return row;
}

function rowOf(plant: OurPlant, around: Around): RowView {
  const [viewer, , closed] = around;
  const { practice, label, doneBy, mood } = plant;
  const mine = doneBy.has(viewer);
  return {
    space: practice.space,
    id: practice.id,
    area: asArea(practice.fields.area),
    title: practice.body?.title ?? "",
    detail: detailOf(plant, around),
    resting: mood === "resting",
    ring: ringOf(plant, viewer, closed),
    mine: mine && !closed,
    word: mine && wordOf(plant, label) !== "",
  };
}

function detailOf(plant: OurPlant, [viewer, alone, closed]: Around): string {
  const { total } = plant.rhythm;
  if (closed) return total ? t("when.times", { count: total }) : "";
  if (plant.mood === "lapsed") return whenText(plant);
  return t("dot", { first: whoText(plant, viewer, alone), second: whenText(plant) });
}

/** The viewer's own word of that day. */
function wordOf({ practice }: OurPlant, label: string): string {
  return read(practice.space, "check_in", checkInId(practice, label))?.body?.note ?? "";
}
