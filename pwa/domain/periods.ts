/** The stretches of days that a practice asks about: a day, a week, a window of N days, a month (R5). */

import { type Day, dateOf, dayOf, weekdayOf } from "./days.ts";

/** One version of a cadence, from a day on until the next version's. Without `from`: from the start. */
export interface Cadence {
  from?: string | null;
  kind: "daily" | "weekly" | "every" | "monthly";
  times?: number | null;
  days?: number | null;
  week_start?: string;
}

/** `first` to `last` is what is left after clipping, `full` its length before; `bucket` shares one rest (R9). */
export interface Period {
  first: Day;
  last: Day;
  full: number;
  bucket: string;
  times: number;
  daily: boolean;
  /** m: the share of the strength that outlives it (R12). */
  keeps: number;
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const BUCKET = 6;

/** Every period in order that begins at `until` or before. */
export function* periods(
  cadences: readonly Cadence[],
  start: Day,
  ended: Day,
  until: Day,
): Generator<Period> {
  const versions = cadences
    .map((cadence) => ({ cadence, since: cadence.from ? dayOf(cadence.from) : -Infinity }))
    .sort((a, b) => a.since - b.since);
  for (const [n, { cadence, since }] of versions.entries()) {
    const first = n ? Math.max(since, start) : start;
    const following = versions[n + 1];
    const last = Math.min(following ? Math.max(following.since, start) - 1 : ended, ended);
    for (let day = first; day <= Math.min(last, until); ) {
      const period = periodAt(cadence, day, first, last);
      yield period;
      day = period.last + 1;
    }
  }
}

function periodAt(cadence: Cadence, day: Day, since: Day, until: Day): Period {
  const { kind } = cadence;
  const days = cadence.days ?? 1;
  const times = kind === "weekly" || kind === "monthly" ? (cadence.times ?? 1) : 1;
  const week = (that: Day) =>
    that - ((weekdayOf(that) + 7 - WEEKDAYS.indexOf(cadence.week_start ?? "mon")) % 7);
  const daily = kind === "daily";
  let first = day;
  let full = 1;
  let length = 1;
  let nth = 0;
  if (kind === "weekly") {
    first = week(day);
    full = length = 7;
    nth = (first - week(since)) / 7;
  } else if (kind === "every") {
    full = length = days;
    nth = Math.floor((day - since) / days);
    first = since + nth * days;
  } else if (!daily) {
    const [begins, next, number] = month(day);
    first = begins;
    full = next - begins;
    length = 30;
    nth = number - month(since)[2];
  }
  return {
    first: Math.max(first, since),
    last: Math.min(first + full - 1, until),
    full,
    bucket: daily ? `${week(day)}` : `${since}/${Math.floor(nth / BUCKET)}`,
    times,
    daily,
    keeps: 0.5 ** (Math.sqrt(times * length) / 13),
  };
}

/** Its first day, the next one's, and its number. */
function month(day: Day): [Day, Day, number] {
  const [year = 0, nth = 0] = dateOf(day).split("-").map(Number);
  const begin = (n: number) => Date.UTC(year, n) / 86_400_000;
  return [begin(nth - 1), begin(nth), year * 12 + nth];
}
