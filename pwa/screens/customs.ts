/** What this device is used to: its time zone, and how its language lists names. */
import { locale } from "../words.ts";

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

let lists: Intl.ListFormat | undefined;

export function list(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "";
  lists ??= new Intl.ListFormat(locale, { type: "conjunction" });
  return lists.format(names);
}
