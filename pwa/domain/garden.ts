/**
 * From the records of a space to what grows there: the inputs of the rhythm of each practice, and what of it
 * may be seen. Nothing here reads a clock, and nothing says who has not done something.
 */

import { labelOf } from "./days.ts";
import { type Cadence, evaluate, type Member, type Rhythm } from "./rhythm.ts";

/** As much of the records as a garden needs; whole records fit. Days are labels, both ends of a pause included. */
export interface PracticeRow {
  id: string;
  fields: {
    area: string;
    requires: string;
    cadences: readonly Cadence[];
    start: string;
    ended: string | null;
    rest: number;
    position: number;
  };
}
export interface LogRow {
  fields: { practice_id: string; member_id: string; label: string; withdrawn: boolean };
}
export interface PauseRow {
  fields: {
    practice_id: string | null;
    member_id: string | null;
    first: string;
    last: string | null;
    withdrawn: boolean;
  };
}
export interface RestRow {
  fields: { practice_id: string; label: string; withdrawn: boolean };
}
export interface MendRow {
  fields: { practice_id: string; periods: readonly string[]; withdrawn: boolean };
}

/** A version of the couple's home zone, from a day on. */
export interface HomeZone {
  from: string;
  zone: string;
}

/** `today`: everybody's label; `home`: the label of the couple's home zone, null without one. */
export interface Clocks {
  today: Readonly<Record<string, string>>;
  home: string | null;
}

export interface Ground<P extends PracticeRow = PracticeRow, Z extends PauseRow = PauseRow> extends Clocks {
  viewer: string;
  members: readonly Member[];
  practices: readonly P[];
  /** By practice; withdrawn ones may be among them. */
  logs: ReadonlyMap<string, readonly LogRow[]>;
  pauses: readonly Z[];
  rests: readonly RestRow[];
  mends: readonly MendRow[];
  /** Days on which those who remained said to go on after somebody left (R10). */
  goOn?: readonly string[];
}

/** How a practice stands for the viewer. A lapse and a risk are never told of affection. */
export type Mood = "open" | "done" | "resting" | "paused" | "lapsed" | "upcoming" | "ended";

export interface Plant<P extends PracticeRow = PracticeRow, Z extends PauseRow = PauseRow> {
  practice: P;
  takes: "each" | "either" | "together" | "one";
  /** Whom the practice takes today: those who are in the space, or the one. */
  takers: string[];
  /** The label that a check-in made now gets. */
  label: string;
  rhythm: Rhythm;
  mood: Mood;
  /** Who did it on their own today, or on the day that is the viewer's. */
  doneBy: ReadonlySet<string>;
  /** Towards the current period: the viewer's own count for `each`, else everybody's. Null in affection. */
  progress: { have: number; need: number } | null;
  /** Pauses that hold today for the viewer. */
  pauses: Z[];
  /** Whether a check-in by the viewer means something. */
  asksMe: boolean;
}

/** The look of a plant, as the drawing takes it. */
export interface Growth {
  seed: string;
  strength: number;
  bloom: boolean;
  newLeaf: boolean;
  rest: boolean;
  paused: boolean;
  clay: boolean;
}

const BLOOMS_FROM = 3;
/** Affection only grows: half-grown after so many kept periods, and it blooms from a number on. */
const AFFECTION_HALF = 13;
const AFFECTION_BLOOMS_FROM = 7;

export const isAffection = (practice: PracticeRow): boolean => practice.fields.area === "affection";

/** The version that holds at `now`: the last that has begun by its own clock, else the first; "UTC" without any. */
export function homeZoneAt(versions: readonly HomeZone[], now: number): string | null {
  const begun = versions.filter(({ from, zone }) => from <= labelOf(now, zone));
  return (begun.at(-1) ?? versions[0])?.zone ?? null;
}

/** Another's day is reckoned in the zone that they chose to show, never in their device's (R3). */
export function clocksOf(asked: {
  members: readonly Member[];
  viewer: string;
  viewerZone: string;
  shown: ReadonlyMap<string, string | null>;
  home: string | null;
  now: number;
}): Clocks {
  const { members, viewer, viewerZone, shown, home, now } = asked;
  const zone = (id: string) => (id === viewer ? viewerZone : (shown.get(id) ?? home ?? "UTC"));
  return {
    today: Object.fromEntries(members.map(({ id }) => [id, labelOf(now, zone(id))])),
    home: home === null ? null : labelOf(now, home),
  };
}

/** Whoever was there from the beginning has no day of joining. */
export function membersOf(rows: readonly { id: string; joined: string; left: string | null }[]): Member[] {
  const first = rows.map(({ joined }) => joined).sort()[0];
  return rows.map(({ id, joined, left }) => ({ id, joined: joined === first ? null : joined, left }));
}

export function byPractice<L extends LogRow>(logs: readonly L[]): Map<string, L[]> {
  const groups = new Map<string, L[]>();
  for (const log of logs) {
    const group = groups.get(log.fields.practice_id);
    if (group) group.push(log);
    else groups.set(log.fields.practice_id, [log]);
  }
  return groups;
}

/** Days on which anybody did anything here. Only taking something back lowers it. */
export const daysTogether = (logs: readonly LogRow[]): number =>
  new Set(logs.filter(stands).map(({ fields }) => fields.label)).size;

/**
 * Grows every practice of the ground, in their order. What did not change since the last call of the returned
 * function is not reckoned again. Practices that ask nobody who was ever here are left out.
 */
export function gardener<P extends PracticeRow, Z extends PauseRow>(): (
  ground: Ground<P, Z>,
) => Plant<P, Z>[] {
  const known = new Map<string, { inputs: unknown[]; plant: Plant<P, Z> | null }>();
  return (ground) =>
    inOrder(ground.practices).flatMap((practice) => {
      const inputs = inputsOf(practice, ground);
      const before = known.get(practice.id);
      const same =
        before?.inputs.length === inputs.length && before.inputs.every((one, n) => one === inputs[n]);
      const plant = before && same ? before.plant : grow(practice, ground);
      known.set(practice.id, { inputs, plant });
      return plant ? [plant] : [];
    });
}

/** Null when the practice is for somebody who was never here. */
export function grow<P extends PracticeRow, Z extends PauseRow>(
  practice: P,
  ground: Ground<P, Z>,
): Plant<P, Z> | null {
  const { requires } = practice.fields;
  const [kind = "", one] = requires.split(":");
  const takes = kind as Plant["takes"];
  if (one && !ground.members.some(({ id }) => id === one)) return null;
  const { viewer } = ground;
  const today = todaysOf(takes, ground);
  const label = today[viewer] as string;
  const pauses = ground.pauses.filter((pause) => stands(pause) && concerns(pause, practice.id));
  const logs = (ground.logs.get(practice.id) ?? []).filter(stands).map(({ fields }) => fields);
  const rhythm = evaluate({
    practice: { ...practice.fields, go_on: ground.goOn ?? [] },
    members: ground.members,
    events: logs.map(({ member_id, label }) => ({ member: member_id, label })),
    pauses: pauses.map(({ fields }) => ({ from: fields.first, to: fields.last, member: fields.member_id })),
    rests: ofPractice(ground.rests, practice.id).map(({ fields }) => fields.label),
    mends: ofPractice(ground.mends, practice.id).flatMap(({ fields }) => fields.periods),
    today,
    viewer,
  });
  const there = ground.members.filter(
    ({ left, joined }) => !(left && left <= label) && !(joined && joined > label),
  );
  const takers = one ? [one] : there.map(({ id }) => id);
  return {
    practice,
    takes,
    takers,
    label,
    rhythm,
    mood: moodOf(practice, rhythm),
    doneBy: new Set(logs.filter((log) => isToday(log, today, label)).map(({ member_id }) => member_id)),
    progress: progressOf(practice, takes, rhythm, logs, viewer),
    pauses: pauses.filter(({ fields }) => isNow(fields, label) && [null, viewer].includes(fields.member_id)),
    asksMe: takers.includes(viewer),
  };
}

/** The plant as a drawing. */
export function growthOf({ practice, rhythm, mood, doneBy }: Plant): Growth {
  const clay = isAffection(practice);
  return {
    seed: practice.id,
    strength: clay ? 1 - 0.5 ** (rhythm.total / AFFECTION_HALF) : rhythm.strength,
    bloom: clay ? rhythm.total >= AFFECTION_BLOOMS_FROM : rhythm.run >= BLOOMS_FROM,
    newLeaf: doneBy.size > 0,
    rest: mood === "resting",
    paused: mood === "paused",
    clay,
  };
}

/** For `together` the couple's home clock holds for all (R3). */
function todaysOf(takes: Plant["takes"], { today, home }: Clocks): Readonly<Record<string, string>> {
  if (takes !== "together" || home === null) return today;
  return Object.fromEntries(Object.keys(today).map((id) => [id, home]));
}

function moodOf(practice: PracticeRow, { state }: Rhythm): Mood {
  if (state === "at_risk") return "open";
  return state === "lapsed" && isAffection(practice) ? "open" : state;
}

/** Equal labels match (R3); and where it is another day, today's act still shows today. */
const isToday = ({ member_id, label }: LogRow["fields"], today: Clocks["today"], mine: string): boolean =>
  label === mine || label === today[member_id];

/** Of what each does on their own the viewer sees their own part: the other's would show what they lack. */
function progressOf(
  practice: PracticeRow,
  takes: Plant["takes"],
  { period, progress, my_left }: Rhythm,
  logs: readonly LogRow["fields"][],
  viewer: string,
): Plant["progress"] {
  if (!period || !progress || isAffection(practice)) return null;
  if (takes !== "each") return progress.need ? progress : null;
  const mine = logs.filter(
    (log) => log.member_id === viewer && log.label >= period.from && log.label <= period.to,
  );
  const have = new Set(mine.map(({ label }) => label)).size;
  const need = have + (my_left ?? 0);
  return need ? { have, need } : null;
}

const stands = ({ fields }: { fields: { withdrawn: boolean } }): boolean => !fields.withdrawn;

const concerns = ({ fields }: PauseRow, practice: string): boolean =>
  fields.practice_id === null || fields.practice_id === practice;

const isNow = ({ first, last }: PauseRow["fields"], label: string): boolean =>
  first <= label && (last === null || label <= last);

function ofPractice<R extends RestRow | MendRow>(rows: readonly R[], practice: string): R[] {
  return rows.filter((row) => stands(row) && row.fields.practice_id === practice);
}

function inOrder<P extends PracticeRow>(practices: readonly P[]): P[] {
  return [...practices].sort((a, b) => a.fields.position - b.fields.position || (a.id < b.id ? -1 : 1));
}

/** Everything that `grow` looks at, by reference: records that did not change are the same objects. */
function inputsOf(practice: PracticeRow, ground: Ground): unknown[] {
  const mine = ({ fields }: { fields: { practice_id: string | null } }) =>
    fields.practice_id === null || fields.practice_id === practice.id;
  return [
    practice,
    ground.viewer,
    ground.home,
    JSON.stringify(ground.today),
    JSON.stringify(ground.members),
    ground.goOn?.join(),
    ...(ground.logs.get(practice.id) ?? []),
    "pauses",
    ...ground.pauses.filter(mine),
    "rests",
    ...ground.rests.filter(mine),
    ...ground.mends.filter(mine),
  ];
}
