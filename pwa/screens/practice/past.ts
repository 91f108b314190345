/** The past of a practice as days to draw: what was done, never what was not. Pure. */
import { dateOf, dayOf, weekdayOf } from "../../domain/days.ts";
import type { DayLook } from "../../elements/index.ts";

export interface Past {
  today: string;
  /** The first day of the practice. */
  start: string;
  /** Labels on which it was done. */
  done: ReadonlySet<string>;
  rests: ReadonlySet<string>;
  /** Both days included, or open. */
  pauses: readonly { first: string; last: string | null }[];
}

const LEAST_WEEKS = 12;
const MOST_WEEKS = 24;

/** Whole weeks from a Monday on, oldest first, as many as there were; the last one holds today. */
export function pastDays({ today, start, done, rests, pauses }: Past): { day: string; look: DayLook }[] {
  const end = dayOf(today);
  const monday = end - weekdayOf(end);
  const lived = Math.ceil((monday - dayOf(start)) / 7) + 1;
  const weeks = Math.min(MOST_WEEKS, Math.max(LEAST_WEEKS, lived));
  const first = monday - (weeks - 1) * 7;
  return Array.from({ length: weeks * 7 }, (_, n) => {
    const day = dateOf(first + n);
    const paused = () => pauses.some(({ first, last }) => first <= day && (last === null || day <= last));
    if (day > today || day < start) return { day, look: "ahead" as const };
    if (done.has(day)) return { day, look: "mine" as const };
    if (rests.has(day)) return { day, look: "rest" as const };
    return { day, look: paused() ? ("paused" as const) : ("blank" as const) };
  });
}
