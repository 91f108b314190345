/** What the imported catalogues hold together. */

/** A text, or its plural forms by the categories of `Intl.PluralRules`. */
export type Catalogue = Record<
  string,
  string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)
>;

const known: Catalogue = {};

/** Adds a catalogue; its texts stay literal types, so that keys and parameters are checked. */
export function learn<const Words extends Catalogue>(words: Words): Words {
  Object.assign(known, words);
  return words;
}

/** Throws when the module of its catalogue was never imported. */
export function find(key: string): Catalogue[string] {
  const entry = known[key];
  if (entry === undefined) throw new Error(`no words for ${key}: is its catalogue imported?`);
  return entry;
}

export const knows = (key: string): boolean => Object.hasOwn(known, key);
