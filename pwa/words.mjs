/**
 * Words as data. A catalogue in `words/` is written with speaking keys, of which the compiler knows; on the
 * way to a phone a key that a call of `t` says outright is a number, there and in the files of words.
 */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";

/** `t("us.days"` and `t(late ? "today.heading.late" : "today.heading"`. */
const CALL = /\bt\(\s*(?:[^"()?]+\?\s*"[^"]+"\s*:\s*)*"[^"]+"/g;
/** `t(`push.${state}`: any of the keys that fit. */
const MADE = /\bt\(\s*`([\w.-]+\$\{[^`]+)`/g;
const QUOTED = /"([^"]+)"/g;
/** What else may be a key: anything in quotes, and what is put together. In a hole there is never a dot. */
const SAID = /"([\w.-]+)"|`([\w.-]+\$\{[^`]+)`/g;
const HOLE = /\$\{[^}]*\}/;

/**
 * The catalogues of a folder. `files`: by the name of each file of words, the catalogues that are in it; one that
 * is in none is refused: somebody has to say where it goes. `numbered` gives a source as it is built; `file` gives
 * what is in a file, once every source was given.
 */
export async function readWords(folder, { files, short }) {
  const catalogues = await Promise.all((await readdir(folder)).sort().map((file) => readOne(folder, file)));
  checkPlaces(
    catalogues.map(({ name }) => name),
    Object.values(files).flat(),
  );
  const keys = catalogues.flatMap(({ words }) => Object.keys(words));
  const numbers = new Map(keys.map((key, number) => [key, number]));
  const wanted = new Set(short ? [] : keys);
  /** The catalogues whose words a source says, by its path. */
  const said = new Map();

  function numbered(source, path) {
    const spoken = saidBy(source);
    const heard = catalogues.filter(({ words }) =>
      Object.keys(words).some((key) => spoken.some((is) => is(key))),
    );
    said.set(
      path,
      heard.map(({ name }) => name),
    );
    if (!short) return source;
    const text = source.replace(CALL, (call) => call.replace(QUOTED, (whole, key) => numberOf(key) ?? whole));
    for (const [, key, made] of text.matchAll(SAID))
      for (const each of key ? [key] : keys.filter(fits(made))) wanted.add(each);
    return text;
  }

  function numberOf(key) {
    const number = numbers.get(key);
    wanted.add(number);
    return number;
  }

  function file(name) {
    const words = catalogues
      .filter((each) => files[name].includes(each.name))
      .flatMap(({ words }) => Object.entries(words))
      .flatMap(([key, text]) => [numbers.get(key), key].map((by) => [by, text]))
      .filter(([by]) => wanted.has(by));
    return JSON.stringify(Object.fromEntries(words));
  }

  /** Refuses a source among `paths` that says words of which none of the files `known` has the catalogue. */
  function check(paths, known) {
    const here = known.flatMap((name) => files[name]);
    for (const path of paths)
      for (const name of said.get(path) ?? [])
        if (!here.includes(name)) throw new Error(`${path} says words of ${name}, which are not known there`);
  }

  return { numbered, file, check };
}

function checkPlaces(there, placed) {
  const homeless = there.filter((name) => !placed.includes(name));
  if (homeless.length > 0) throw new Error(`words that no file has: ${homeless.join(", ")}`);
  const unknown = placed.filter((name, i) => !there.includes(name) || placed.indexOf(name) !== i);
  if (unknown.length > 0) throw new Error(`words that are not there, or in two files: ${unknown.join(", ")}`);
}

/** What the calls of `t` in a source can say: a test for each, which a key passes. */
function saidBy(source) {
  const outright = [...source.matchAll(CALL)].flatMap(([call]) => [...call.matchAll(QUOTED)]);
  const made = [...source.matchAll(MADE)].map(([, template]) => fits(template));
  return [
    ...outright.map(
      ([, key]) =>
        (other) =>
          other === key,
    ),
    ...made,
  ];
}

/** `push.${state}.text` is a test that "push.denied.text" passes. */
function fits(template) {
  const said = template.split(HOLE).map((part) => part.replaceAll(".", "\\."));
  const pattern = new RegExp(`^${said.join("[\\w-]+")}$`);
  return (key) => pattern.test(key);
}

async function readOne(folder, file) {
  const name = basename(file, ".ts");
  // A query, so that a watch reads the file again.
  const { [name]: words } = await import(`${join(folder, file)}?${Date.now()}`);
  return { name, words };
}
