/**
 * The words that this page knows. They are data: `words/*.ts` says what they are to the compiler, and the
 * build makes files of them. What Today and the welcome need stands in the shell; each bundle of screens that
 * has words of its own waits for their file, so that another language is other data and the same code.
 */

/** A text, or its plural forms by the categories of `Intl.PluralRules`. */
export type Catalogue = Record<
  string,
  string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)
>;

const known: Catalogue = {};
const coming = new Map<string, Promise<void>>();

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

/** Where the shell keeps the first words, and the addresses of all others by the name of their bundle. */
const shelf = () => document.getElementById("words") as HTMLScriptElement;

export function learnFirst(): void {
  learn(JSON.parse(shelf().text));
}

/** The words of a bundle, once; a time that failed can be followed by another. */
export function learnLater(bundle: string): Promise<void> {
  const learning =
    coming.get(bundle) ??
    fetchLater(bundle).catch((error) => {
      coming.delete(bundle);
      throw error;
    });
  coming.set(bundle, learning);
  return learning;
}

async function fetchLater(bundle: string): Promise<void> {
  const answer = await fetch(shelf().dataset[bundle] as string);
  if (!answer.ok) throw new TypeError(`the words: ${answer.status}`);
  learn(await answer.json());
}
