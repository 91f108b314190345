import { locale } from "../../words.ts";

const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: "UTC" });
const dayAndYear = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

/** A label in words. */
export const dayText = (label: string): string => day.format(Date.parse(label));
export const dateText = (label: string): string => dayAndYear.format(Date.parse(label));
