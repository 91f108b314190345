import { dated } from "../customs.ts";

/** A label in words. */
export const dayText = (label: string): string =>
  dated(label, { day: "numeric", month: "long", timeZone: "UTC" });
export const dateText = (label: string): string => dated(label, { dateStyle: "long", timeZone: "UTC" });
