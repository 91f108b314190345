/** What this device is used to: its time zone, and how its language lists names. */
import { locale } from "../words.ts";

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const lists = new Intl.ListFormat(locale, { type: "conjunction" });

export const list = (names: readonly string[]): string => lists.format(names);
