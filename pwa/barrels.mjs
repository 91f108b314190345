/**
 * An import from an index file, as an import from where it is made. esbuild gives whole files to chunks and
 * follows every line of an index, so that without this one button brings all of its neighbours along.
 */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const IMPORT = /^import \{([^}]*)\} from "(\.[^"]*\/index\.ts)";$/gm;
const NAMED = /^export \{([^}]*)\} from "([^"]+)";$/gm;
const WHOLE = /^export \* from "([^"]+)";$/gm;
const MADE = /^export (?:async )?(?:function|const|class) (\w+)/gm;

/**
 * `barrels`: the index files to look behind, relative to `root`. Gives a function of a source's path and
 * text; an index itself keeps only what it makes.
 */
export function unbarrelled(root, barrels) {
  const homes = new Map(barrels.map((path) => [join(root, path), homesIn(join(root, path))]));
  return (path, text) => {
    if (homes.has(path)) return text.replace(NAMED, "").replace(WHOLE, "");
    return text.replace(IMPORT, (whole, names, from) => {
      const barrel = join(dirname(path), from);
      const known = homes.get(barrel);
      return known ? direct(names, (name) => known.get(name) ?? barrel, dirname(path)) : whole;
    });
  };
}

function direct(names, homeOf, folder) {
  const wanted = Map.groupBy(listed(names), (name) => homeOf(name.split(" as ")[0]));
  return [...wanted]
    .map(([home, some]) => `import { ${some.join(", ")} } from ${JSON.stringify(reach(folder, home))};`)
    .join(" ");
}

/** Where each value that a barrel passes on is made. Types are of no interest: they are gone by then. */
function homesIn(barrel) {
  const text = readFileSync(barrel, "utf8");
  const beside = (path) => join(dirname(barrel), path);
  const whole = [...text.matchAll(WHOLE)].flatMap(([, from]) =>
    namesMade(readFileSync(beside(from), "utf8")).map((name) => [name, beside(from)]),
  );
  return new Map([...namesPassed(text).map(([name, from]) => [name, beside(from)]), ...whole]);
}

/** The values that a source exports by name: its own, and those of others. */
export const exportsOf = (text) => [...namesMade(text), ...namesPassed(text).map(([name]) => name)];

const namesMade = (text) => [...text.matchAll(MADE)].map(([, name]) => name);

const namesPassed = (text) =>
  [...text.matchAll(NAMED)].flatMap(([, names, from]) => listed(names).map((name) => [name, from]));

const listed = (names) =>
  names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name && !name.startsWith("type "));

function reach(folder, home) {
  const path = relative(folder, home);
  return path.startsWith(".") ? path : `./${path}`;
}
