/** What this device is used to: its time zone, and how its language lists names and writes dates. */
import { locale } from "../words.ts";

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

// Made when they are first wanted, and kept: each costs a slow phone milliseconds.
let lists: Intl.ListFormat | undefined;
const dates = new Map<string, Intl.DateTimeFormat>();

export function list(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "";
  lists ??= new Intl.ListFormat(locale, { type: "conjunction" });
  return lists.format(names);
}

/** An instant, in ms or as the server wrote it, in this device's zone unless `how` names another. */
export function dated(at: number | string, how: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(how);
  const format = dates.get(key) ?? new Intl.DateTimeFormat(locale, how);
  dates.set(key, format);
  return format.format(new Date(at));
}

/** Day and time of something that happened. */
export const momentText = (at: string): string => dated(at, { dateStyle: "medium", timeStyle: "short" });
