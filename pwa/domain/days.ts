/**
 * Which day something belongs to (R1), and days as numbers. A day ends at 04:00 on the wall clock; its date
 * is its label. Nothing here reads a clock.
 */

/** Days since 1970-01-01. */
export type Day = number;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The smallest step by which any zone ever moves its clock. */
const STEP = 15 * MINUTE;
const ROLLOVER = 4;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Of a date like 2026-03-02. */
export const dayOf = (date: string): Day => Date.parse(date) / DAY;

export const dateOf = (day: Day): string => new Date(day * DAY).toISOString().slice(0, 10);

export const plusDays = (date: string, days: number): string => dateOf(dayOf(date) + days);

/** 0 is Monday. */
export const weekdayOf = (day: Day): number => (((day + 3) % 7) + 7) % 7;

/** The label that the clock of a zone shows at an instant; throws RangeError if the zone is unknown. */
export const labelOf = (instantMs: number, zone: string, rollover = ROLLOVER): string =>
  dateOf(labelDay(instantMs, zone, rollover));

/**
 * The labels that a member's clock showed for less than 12 hours, having jumped over the rest (R4).
 *
 * `zones`: from which instant on which zone, rising, not empty; the first also holds for the time before.
 * Looks at finished labels only: from the one in which the history begins to the one before `until`'s.
 */
export function unlived(
  zones: readonly (readonly [number, string])[],
  until: number,
  rollover = ROLLOVER,
): string[] {
  const shown = new Map<Day, number>();
  const stays = zones.filter(([since], n) => !n || since < until);
  const [opening, home] = stays[0] ?? [until, "UTC"];
  const first = labelDay(opening, home, rollover);
  stays.forEach(([since, zone], n) => {
    const end = Math.min(stays[n + 1]?.[0] ?? until, until);
    // The first stay is counted from the beginning of its label, wherever in it the history begins.
    let start = n ? since : Math.floor(since / STEP) * STEP - 2 * DAY;
    while (start < end) {
      const label = labelDay(start, zone, rollover);
      let next = Math.min(end, start + 6 * HOUR);
      if (labelDay(next - 1, zone, rollover) !== label)
        next = Math.min(next, Math.floor(start / STEP + 1) * STEP);
      shown.set(label, (shown.get(label) ?? 0) + next - start);
      start = next;
    }
  });
  const last = labelDay(until, stays.at(-1)?.[1] ?? home, rollover);
  const days = Array.from({ length: Math.max(0, last - first) }, (_, n) => first + n);
  return days.filter((day) => (shown.get(day) ?? 0) < 12 * HOUR).map(dateOf);
}

function labelDay(instantMs: number, zone: string, rollover: number): Day {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
    });
    clocks.set(zone, clock);
  }
  const shown: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(instantMs)) shown[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0 } = shown;
  // Naive on purpose: the hands alone decide, so a change of the clock at night moves nothing.
  return Date.UTC(year, month - 1, day) / DAY - (hour < rollover ? 1 : 0);
}
