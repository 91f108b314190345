/**
 * Words as data. A catalogue in `words/` is written with speaking keys, of which the compiler knows; on the
 * way to a phone a key that a call of `t` says outright is a number, there and in the files of words.
 */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";

/** `t("us.days"` and `t(late ? "today.heading.late" : "today.heading"`. */
const CALL = /\bt\(\s*(?:[^"()?]+\?\s*"[^"]+"\s*:\s*)*"[^"]+"/g;
const QUOTED = /"([^"]+)"/g;
/** What else may be a key: anything in quotes, and what is put together. In a hole there is never a dot. */
const SAID = /"([\w.-]+)"|`([\w.-]+\$\{[^`]+)`/g;
const HOLE = /\$\{[^}]*\}/;

/**
 * The catalogues of a folder; those named by `first` come with the shell, the others in a file of their own.
 * `numbered` gives a source as it is built; `first` and `rest` are the files, once every source was given.
 */
export async function readWords(folder, { first, short }) {
  const catalogues = await Promise.all((await readdir(folder)).sort().map((file) => readOne(folder, file)));
  const keys = catalogues.flatMap(({ words }) => Object.keys(words));
  const numbers = new Map(keys.map((key, number) => [key, number]));
  const wanted = new Set(short ? [] : keys);

  function numbered(source) {
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

  function file(isFirst) {
    const words = catalogues
      .filter(({ name }) => first.includes(name) === isFirst)
      .flatMap(({ words }) => Object.entries(words))
      .flatMap(([key, text]) => [numbers.get(key), key].map((by) => [by, text]))
      .filter(([by]) => wanted.has(by));
    return JSON.stringify(Object.fromEntries(words));
  }

  return { numbered, first: () => file(true), rest: () => file(false) };
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
