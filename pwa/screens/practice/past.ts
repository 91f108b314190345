/** The past of a practice as days to draw: what was done, never what was not. Pure. */
import { dateOf, dayOf, weekdayOf } from "../../domain/days.ts";
import type { DayLook } from "../../elements/index.ts";

export interface Past {
  today: string;
  weeks: number;
  /** Labels on which it was done. */
  done: ReadonlySet<string>;
  rests: ReadonlySet<string>;
  /** Both days included, or open. */
  pauses: readonly { first: string; last: string | null }[];
}

/** Whole weeks from a Monday on, oldest first; the last one holds today. */
export function pastDays({ today, weeks, done, rests, pauses }: Past): { day: string; look: DayLook }[] {
  const end = dayOf(today);
  const first = end - weekdayOf(end) - (weeks - 1) * 7;
  return Array.from({ length: weeks * 7 }, (_, n) => {
    const day = dateOf(first + n);
    const paused = () => pauses.some(({ first, last }) => first <= day && (last === null || day <= last));
    if (day > today) return { day, look: "ahead" as const };
    if (done.has(day)) return { day, look: "mine" as const };
    if (rests.has(day)) return { day, look: "rest" as const };
    return { day, look: paused() ? ("paused" as const) : ("blank" as const) };
  });
}
