/** A value that lost against a later one, in words. */

import type { Cadence } from "../../store/index.ts";
import { has, type Key, t } from "../../words.ts";
import { textOf } from "../parked/contents.ts";
import { dayText } from "../practice/dates.ts";
import { cadenceText } from "../practice/saying.ts";
import { nameOf } from "../today/ground.ts";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Content as it was written; anything else as the screens say it, or at least as it is. */
export function valueText(space: string, field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return t("versions.nothing");
  if (field === "body") return textOf({ fields: { body: value } }) || t("versions.nothing");
  if (field === "cadences") return (value as Cadence[]).map(cadenceText).at(-1) ?? t("versions.nothing");
  if (typeof value === "boolean") return t(value ? "versions.yes" : "versions.no");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.startsWith("one:")) return nameOf(space, text.slice(4));
  const key = field === "area" ? `area.${text}` : `form.who.${text}`;
  if (has(key)) return t(key as Extract<Key, "form.who.each">);
  return DAY.test(text) ? dayText(text) : text;
}
