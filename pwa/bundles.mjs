/**
 * Few files for many screens. A screen says `import("./word.tsx")` as if it were alone; here the parts that
 * are wanted together become one file, because many small files compress badly and each costs a request.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { exportsOf, unbarrelled } from "./barrels.mjs";

const DYNAMIC = /\bimport\("(\.[^"]+\.tsx?)"\)/g;
/** What markup is made with, by the names that `build.mjs` gives it. */
const JSX = 'import { Fragment as __fragment, h as __h } from "preact";';
const DEFAULT = /^export default /m;
/** The name by which a bundle exports its parts. */
export const PARTS = "parts";
const SPACE = "bundle";
const LOADER = "loader";

/**
 * `bundles`, by the name of each file:
 *   parts   what a path must begin with to be in it, relative to `root`; the first that fits has it. What is
 *           alike stands together: gzip looks back 32 kB
 *   after   which others are loaded before it
 *   words   whether it has words of its own: they are learned, and waited for, whenever it is loaded
 *
 * Whatever is loaded later and belongs to none is refused: somebody has to say where it goes.
 * Each one imports the `entry`, so that what the first screen has is in one file, whoever else wants it.
 * `words`: { from, learn }: the function of a module that learns the words of a bundle, by its name.
 * `barrels`: index files that are looked behind. `prepared`: what else is done to a source, whose path it is told.
 */
export function bundled({ root, entry, bundles, words, barrels, prepared }) {
  const parts = partsOf(root, bundles);
  const straight = unbarrelled(root, barrels);
  return {
    name: "bundles",
    setup(build) {
      build.onResolve({ filter: /^bundle:/ }, ({ path }) => ({ path: path.slice(7), namespace: SPACE }));
      build.onLoad({ filter: /.*/, namespace: SPACE }, ({ path }) => ({
        contents: bundleOf(root, entry, bundles[path].after, parts.get(path)),
        resolveDir: root,
      }));
      build.onResolve({ filter: /^loader:/ }, ({ path }) => ({ path: path.slice(7), namespace: LOADER }));
      build.onLoad({ filter: /.*/, namespace: LOADER }, ({ path }) => ({
        contents: loaderOf(path, bundles[path], words),
        resolveDir: root,
      }));
      build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
        if (path.includes("node_modules")) return undefined;
        const text = prepared(straight(path, readFileSync(path, "utf8")), relative(root, path));
        const contents = redirected(text, dirname(path));
        return path.endsWith("x") ? { contents: JSX + contents, loader: "tsx" } : { contents, loader: "ts" };
      });
    },
  };

  function redirected(text, folder) {
    const wanted = new Set();
    const calling = text.replace(DYNAMIC, (_, target) => {
      const [bundle, part] = placeOf(relative(root, join(folder, target)));
      wanted.add(bundle);
      return `load_${bundle}(${part})`;
    });
    return [
      calling,
      ...[...wanted].map((name) => `import { load as load_${name} } from "loader:${name}";`),
    ].join("\n");
  }

  function placeOf(target) {
    for (const [bundle, members] of parts)
      if (members.includes(target)) return [bundle, members.indexOf(target)];
    throw new Error(`${target} is loaded later, and no bundle has it`);
  }
}

/**
 * A bundle exports its parts by number: that is shorter than by name, and there are many. A module with a
 * default is loaded later for that alone, one without for all that it exports.
 */
function bundleOf(root, entry, after, parts) {
  const named = parts.map((part, i) => namesOf(readFileSync(join(root, part), "utf8"), i));
  const listed = (i, said) => named[i].map(([name, local]) => `${name}${said}${local}`).join(", ");
  return [
    `import "./${entry}";`,
    ...after.map((name) => `import "bundle:${name}";`),
    ...parts.map((part, i) => `import { ${listed(i, " as ")} } from "./${part}";`),
    `export const ${PARTS} = [${parts.map((_, i) => `{ ${listed(i, ": ")} }`)}];`,
  ].join("\n");
}

const namesOf = (text, part) =>
  (DEFAULT.test(text) ? ["default"] : exportsOf(text)).map((name) => [name, `${name}${part}`]);

/**
 * The one place from which a bundle is loaded: a function of the number of a part. What it comes after is asked
 * for beside it: its code names that code, but not those words, and both come sooner so.
 */
function loaderOf(name, { after, words: own }, { from, learn }) {
  const loaded = [`import("bundle:${name}")`, ...after.map((other) => `load_${other}(0)`)];
  if (own) loaded.push(`${learn}("${name}")`);
  return `
    ${own ? `import { ${learn} } from "./${from}";` : ""}
    ${after.map((other) => `import { load as load_${other} } from "loader:${other}";`).join("\n")}
    export const load = async (part) => (await Promise.all([${loaded}]))[0].${PARTS}[part];`;
}

/** What is loaded later anywhere in the sources, by bundle, in the order of its `parts`. */
function partsOf(root, bundles) {
  const sources = globSync("**/*.{ts,tsx}", {
    cwd: root,
    exclude: (path) => /^(node_modules|dist)\b/.test(path),
  });
  const targets = new Set(
    sources
      .filter((path) => !/\.test\./.test(path))
      .flatMap((path) => {
        const found = readFileSync(join(root, path), "utf8").matchAll(DYNAMIC);
        return [...found].map(([, target]) => join(dirname(path), target));
      }),
  );
  const found = new Map(Object.keys(bundles).map((name) => [name, []]));
  for (const [name, { parts }] of Object.entries(bundles)) {
    for (const start of parts) {
      const fitting = [...targets].filter((target) => target.startsWith(start)).sort();
      for (const target of fitting) targets.delete(target);
      found.get(name).push(...fitting);
    }
  }
  if (targets.size > 0) throw new Error(`loaded later, and in no bundle: ${[...targets].join(", ")}`);
  return found;
}
