/**
 * Rhythm and streak of a practice: a pure fold over check-ins, pauses and the cadence, rules R1 to R14.
 * The server's twin gives the same answers. Nothing here reads a clock.
 */

import { type Day, dateOf } from "./days.ts";
import { type Cadence, type Period, periods } from "./periods.ts";
import { type Case, type Count, count, layOut, spanned } from "./tracks.ts";

export type { Cadence } from "./periods.ts";

/** `requires`: `one:<member id>`, `either`, `together` or `each`; `go_on`: see R10, after somebody left. */
export interface Practice {
  requires: string;
  start: string;
  ended?: string | null;
  rest?: number;
  cadences: readonly Cadence[];
  go_on?: readonly string[];
}

export interface Member {
  id: string;
  joined?: string | null;
  left?: string | null;
}

/** A check-in that stands, with the label that its device gave it. */
export interface Event {
  member: string;
  label: string;
}

/** Both days included, or open; of one member, or of everybody. */
export interface Pause {
  from: string;
  to?: string | null;
  member?: string | null;
}

/**
 * `today`: a date for every member who is asked. `mends`: first days of the mended periods. `synced_through`:
 * the last label of which every log of the viewer's own devices is here; none: all.
 */
export interface Asked {
  practice: Practice;
  members: readonly Member[];
  events: readonly Event[];
  pauses?: readonly Pause[];
  rests?: readonly string[];
  mends?: readonly string[];
  synced_through?: string | null;
  today: Readonly<Record<string, string>>;
  viewer: string;
}

export type State = "ended" | "upcoming" | "done" | "paused" | "resting" | "lapsed" | "at_risk" | "open";

/** The fields mean what they mean in the API; those of the current period are null outside the practice. */
export interface Rhythm {
  run: number;
  best: number;
  total: number;
  strength: number;
  state: State;
  left: number | null;
  my_left: number | null;
  days_left: number | null;
  rest_left: number | null;
  since: string | null;
  progress: { need: number; have: number } | null;
  period: { from: string; to: string } | null;
  mend_offer: string[];
  provisional: boolean;
}

/** All that may be seen of a rhythm of affection: nothing in it can be lost. */
export interface PublicRhythm {
  total: number;
  state: "done" | "open";
}

interface Verdict {
  counts: Count[];
  kept: boolean;
  /** A miss would be one. */
  asked: boolean;
  /** The fraction kept, 0 to 1. */
  credit: number;
}

/** The viewer's current period, and the misses before it in its bucket of rest. */
interface Now {
  period: Period;
  verdict: Verdict;
  spent: number;
}

interface Tally {
  run: number;
  best: number;
  total: number;
  strength: number;
  since: Day | null;
  bucket: string;
  spent: number;
  /** The run before this one, and the first days of the missed periods between them. */
  before: number;
  gap: Day[];
  mendable: number;
}

const PENDING_DAYS = 7;
const MEND_EVERY = 30;
const WORTH_KEEPING = 3;
const GAP_DAYS = 3;

const sum = <T>(of: readonly T[], value: (one: T) => number) =>
  of.reduce((total, one) => total + value(one), 0);

/** Throws RangeError if the practice asks nobody who is a member, or the viewer is none. */
export function evaluate(asked: Asked): Rhythm {
  const its = layOut(asked);
  const tally: Tally = {
    run: 0,
    best: 0,
    total: 0,
    strength: 0,
    since: null,
    bucket: "",
    spent: 0,
    before: 0,
    gap: [],
    mendable: 1,
  };
  let now: Now | undefined;
  let waiting = false;
  let provisional = false;
  for (const period of periods(
    asked.practice.cadences,
    its.start,
    its.ended,
    Math.max(...its.todays.values()),
  )) {
    const { first, last, keeps } = period;
    const verdict = judge(its, period);
    const { kept, credit } = verdict;
    if (first <= its.now && its.now <= last) now = { period, verdict, spent: spentIn(tally, period) };
    const pending = !kept && isPending(its, period, verdict);
    provisional ||= pending || (waiting && kept);
    if (kept) {
      keep(tally, period);
    } else if (verdict.asked && !pending && its.slowest(period) > last) {
      miss(tally, period, asked.practice.rest ?? 1, credit);
    } else {
      waiting ||= pending || its.slowest(period) <= last;
      tally.strength = Math.max(tally.strength, tally.strength * keeps + credit * (1 - keeps));
    }
  }
  return describe(its, tally, now, provisional);
}

/** Of affection the total alone may be shown or handed out, and whether it is done today. */
export const publicView = (whole: Rhythm, area: string): Rhythm | PublicRhythm =>
  area === "affection" ? { total: whole.total, state: whole.state === "done" ? "done" : "open" } : whole;

/** Kept: whoever is asked did their part, and somebody did it at all (R6, R7, R10). */
function judge(its: Case, period: Period): Verdict {
  const counts = its.tracks.map((track) => count(track, period));
  const needed = counts.filter(({ need }) => need);
  const excused = counts.some(({ want, need }) => want && !need);
  const kept =
    needed.every(({ need, have }) => have >= need) && counts.some(({ need, have }) => have >= (need || 1));
  const credit = needed.length
    ? sum(needed, ({ need, have }) => Math.min(1, have / need)) / needed.length
    : +kept;
  return { counts, kept, asked: needed.length > 0 && !excused && !its.mends.has(period.first), credit };
}

/** The viewer's own unsent logs alone could still keep it (R8). */
function isPending(its: Case, period: Period, { counts, asked }: Verdict): boolean {
  const over = its.slowest(period) - period.last;
  return (
    asked &&
    its.synced < period.last &&
    over > 0 &&
    over <= PENDING_DAYS &&
    its.tracks.every(({ who }, n) => who.includes(its.viewer) || !lacking(counts[n]))
  );
}

const lacking = (one: Count | undefined) => (one ? Math.max(0, one.need - one.have) : 0);

const spentIn = (tally: Tally, period: Period) => (tally.bucket === period.bucket ? tally.spent : 0);

function keep(tally: Tally, { first, keeps }: Period): void {
  if (!tally.run++) tally.since = first;
  tally.total++;
  tally.best = Math.max(tally.best, tally.run);
  tally.strength = tally.strength * keeps + (1 - keeps);
}

/** Rested by itself while the bucket's allowance lasts (R9). */
function miss(tally: Tally, period: Period, rest: number, credit: number): void {
  tally.spent = spentIn(tally, period) + 1;
  tally.bucket = period.bucket;
  const { strength, run } = tally;
  tally.strength = strength * period.keeps + credit * (1 - period.keeps);
  if (tally.spent <= rest) {
    tally.strength = Math.max(strength, tally.strength);
    return;
  }
  if (run) Object.assign(tally, { before: run, gap: [], run: 0, since: null });
  if (tally.gap.length <= GAP_DAYS) tally.gap.push(period.first);
  tally.mendable = period.daily ? GAP_DAYS : 1;
}

function describe(its: Case, tally: Tally, now: Now | undefined, provisional: boolean): Rhythm {
  const { run, best, total, strength, since } = tally;
  const outside: Rhythm = {
    run,
    best,
    total,
    strength,
    state: its.now >= its.ended ? "ended" : "upcoming",
    left: null,
    my_left: null,
    days_left: null,
    rest_left: null,
    since: since === null ? null : dateOf(since),
    progress: null,
    period: null,
    mend_offer: [],
    provisional,
  };
  if (!now || its.now >= its.ended) return outside;
  const { period, verdict } = now;
  const left = sum(verdict.counts, lacking);
  const need = sum(verdict.counts, (one) => one.need);
  const rest_left = Math.max(0, its.rest - now.spent);
  return {
    ...outside,
    state: stateOf(its, tally, now, rest_left),
    left,
    my_left: myLeft(its, now),
    days_left: free(its.mine, its.own.labels, its.now, period.last),
    rest_left,
    progress: { need, have: need - left },
    period: { from: dateOf(period.first), to: dateOf(period.last) },
    mend_offer: mendOffer(its, tally),
  };
}

/** The first that holds (R14). */
function stateOf(its: Case, { run, total }: Tally, { period, verdict }: Now, restLeft: number): State {
  const { counts, kept, asked } = verdict;
  if (kept) return "done";
  if (!its.mine(its.now) || (counts.some((one) => one.want) && !counts.some((one) => one.need)))
    return "paused";
  if (restLeft && its.rests.some((day) => period.first <= day && day <= period.last)) return "resting";
  if (!run && total) return "lapsed";
  return run >= WORTH_KEEPING && !restLeft && asked && !canSpare(its, period, counts) ? "at_risk" : "open";
}

/** Everybody who lacks something has more days than they need for it. */
const canSpare = (its: Case, { first, last }: Period, counts: Count[]): boolean =>
  its.tracks.every(({ who, labels, active }, n) => {
    const each = its.tracks.length > 1;
    const today = each ? (its.todays.get(who[0] ?? "") ?? its.now) : its.now;
    const left = lacking(counts[n]);
    return !left || left < free(each ? active : its.mine, labels, Math.max(today, first), last);
  });

/** Nothing where the viewer is not asked, or paused to the end of the period. */
function myLeft(its: Case, { period, verdict }: Now): number {
  const asked = its.own.who.includes(its.viewer) && spanned(its.mine, its.now, period.last);
  return asked ? lacking(verdict.counts[its.tracks.indexOf(its.own)]) : 0;
}

/** Days from today to the last on which another label could still be filled. */
const free = (days: (day: Day) => boolean, labels: Set<Day>, today: Day, last: Day): number =>
  spanned(days, today, last) - +(today <= last && labels.has(today) && days(today));

/** A small gap before a run that has begun anew, after one that was worth keeping (R11). */
function mendOffer(its: Case, { run, before, gap, mendable }: Tally): string[] {
  const recent = [...its.mends].some((day) => day <= its.now && its.now - day <= MEND_EVERY);
  const small = gap.length <= mendable && mendable <= run;
  return small && before >= WORTH_KEEPING && !recent ? gap.map(dateOf) : [];
}
