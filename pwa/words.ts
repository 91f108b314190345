/**
 * Every text of the client goes through `t`. One catalogue a part of the app, in `words/`:
 *
 *     t("us.days", { count: 84 })        // "84 days together"
 *
 * An unknown key, a missing parameter or one too many is a type error. The words themselves are no code:
 * `catalogue.ts` has them from files that the build writes.
 */
import { type Catalogue, find, knows } from "./catalogue.ts";
import type { alive } from "./words/alive.ts";
import type { aside } from "./words/aside.ts";
import type { calendar } from "./words/calendar.ts";
import type { data } from "./words/data.ts";
import type { explore } from "./words/explore.ts";
import type { goals } from "./words/goals.ts";
import type { me } from "./words/me.ts";
import type { phrase } from "./words/phrase.ts";
import type { practice } from "./words/practice.ts";
import type { problems } from "./words/problems.ts";
import type { programs } from "./words/programs.ts";
import type { reminders } from "./words/reminders.ts";
import type { shared } from "./words/shared.ts";
import type { start } from "./words/start.ts";
import type { surprise } from "./words/surprise.ts";
import type { today } from "./words/today.ts";
import type { us } from "./words/us.ts";
import type { welcome } from "./words/welcome.ts";

type All = typeof alive &
  typeof aside &
  typeof calendar &
  typeof data &
  typeof explore &
  typeof goals &
  typeof me &
  typeof phrase &
  typeof practice &
  typeof problems &
  typeof reminders &
  typeof shared &
  typeof start &
  typeof programs &
  typeof surprise &
  typeof today &
  typeof us &
  typeof welcome;

export type Key = keyof All;

/** The `{names}` in a text, and `count` for one with plural forms. */
type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<K extends Key> = All[K] extends string ? Names<All[K]> : Names<All[K][keyof All[K]]> | "count";
type Given<K extends Key> = [NamesOf<K>] extends [never] ? [] : [given: Record<NamesOf<K>, string | number>];

/** The text of a key, with its `{names}` filled in and its plural form chosen by `count`. */
export function t<K extends Key>(key: K, ...[given]: Given<K>): string {
  return fill(find(key), (given ?? {}) as Record<string, string | number>);
}

/** Whether there are words for something that the server named. */
export const has = (key: string): boolean => knows(key);

/** The language of the words and the customs of the member: for every `Intl` formatter. */
export const locale: string = navigator.languages?.find((tag) => /^en\b/i.test(tag)) ?? "en";

// Made when they are first wanted: each costs a slow phone milliseconds, and the first screen wants few.
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;

function fill(entry: Catalogue[string], given: Record<string, string | number>): string {
  const text = typeof entry === "string" ? entry : form(entry, Number(given.count));
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name] ?? "";
    return typeof value === "number" ? written(value) : value;
  });
}

function form(entry: Exclude<Catalogue[string], string>, count: number): string {
  plurals ??= new Intl.PluralRules(locale);
  return entry[plurals.select(count)] ?? entry.other;
}

function written(value: number): string {
  numbers ??= new Intl.NumberFormat(locale);
  return numbers.format(value);
}
