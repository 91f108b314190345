/**
 * Cues of today whose time has passed and that are still wanted: for who gets no push, or whose phone was off.
 * Only what is still of use, never what was left out on another day. Pure: the caller knows what time it is.
 */
import { dayOf, weekdayOf } from "./days.ts";
import { isAffection, type Plant } from "./garden.ts";

export interface CueRow {
  id: string;
  fields: {
    time: string;
    days: readonly number[];
    active: boolean;
    window_start: string | null;
    window_end: string | null;
    priority: number;
  };
}

/** What the clock of a cue shows: its label, and the wall time like "20:00". */
export interface Moment {
  label: string;
  time: string;
}

export interface Night {
  quiet_from: string | null;
  quiet_to: string | null;
}

/** A day begins at 04:00: what is earlier on the clock comes later in it. */
const inDay = (time: string): string => (time < "04:00" ? `+${time}` : ` ${time}`);

/** Whether its time has passed today (Q3, Q5, Q10), for a plant that stands so. */
export function hasPassed({ fields }: CueRow, now: Moment, night: Night, strength: number): boolean {
  if (!fields.active || !fields.days.includes(weekdayOf(dayOf(now.label)))) return false;
  const due = afterNight(dueAt(fields, strength), night);
  return due !== null && inDay(due) <= inDay(now.time);
}

/** Null for a habit that stands: it needs no bell. */
function dueAt({ time, window_start, window_end }: CueRow["fields"], strength: number): string | null {
  if (!window_start || !window_end) return time;
  if (strength >= 0.65) return null;
  return strength < 0.35 ? window_start : window_end;
}

/** What falls into the quiet hours waits for their end on the same day, or is let go. */
function afterNight(time: string | null, { quiet_from: from, quiet_to: to }: Night): string | null {
  if (time === null || from === null || to === null) return time;
  const quiet = from < to ? from <= time && time < to : from <= time || time < to;
  if (!quiet) return time;
  return inDay(to) > inDay(time) ? to : null;
}

/** Whether the practice still asks the viewer today, as the server asks before it rings (Q7). */
export function isWanted({ practice, rhythm, mood, doneBy, asksMe }: Plant, viewer: string): boolean {
  if (!asksMe || ["ended", "upcoming", "paused", "resting"].includes(mood)) return false;
  if (isAffection(practice)) return !doneBy.has(viewer);
  return (rhythm.state === "open" || rhythm.state === "at_risk") && (rhythm.my_left ?? 0) > 0;
}

/** One for a practice: the one that matters more, else the earlier one. In the order in which they came. */
export function onePerPractice<C extends CueRow & { practice: string }>(cues: readonly C[]): C[] {
  const chosen = new Map<string, C>();
  for (const cue of cues) {
    const other = chosen.get(cue.practice);
    if (!other || other.fields.priority < cue.fields.priority) chosen.set(cue.practice, cue);
  }
  return [...chosen.values()];
}
