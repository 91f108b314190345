/**
 * The words that this page knows. They are data: `words/*.ts` says what they are to the compiler, and the
 * build makes two files of them. What Today and the welcome need stands in the shell, all others come with
 * the first screen that is neither, so that another language is other data and the same code.
 */

/** A text, or its plural forms by the categories of `Intl.PluralRules`. */
export type Catalogue = Record<
  string,
  string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)
>;

const known: Catalogue = {};
let coming: Promise<void> | undefined;

export function learn(words: Catalogue): void {
  Object.assign(known, words);
}

/** Throws for what was never learned, so that it is noticed: a blank would not be. */
export function find(key: string): Catalogue[string] {
  const entry = known[key];
  if (entry === undefined) throw new Error(`no words for ${key}`);
  return entry;
}

export const knows = (key: string): boolean => Object.hasOwn(known, key);

/** Where the shell keeps the first words, and the address of the rest. */
const shelf = () => document.getElementById("words") as HTMLScriptElement;

export function learnFirst(): void {
  learn(JSON.parse(shelf().text));
}

/** Once; a time that failed can be followed by another. */
export function learnRest(): Promise<void> {
  coming ??= fetchRest().catch((error) => {
    coming = undefined;
    throw error;
  });
  return coming;
}

async function fetchRest(): Promise<void> {
  const answer = await fetch(shelf().dataset.rest as string);
  if (!answer.ok) throw new TypeError(`the words: ${answer.status}`);
  learn(await answer.json());
}
