/**
 * Few files for many screens. A screen says `import("./word.tsx")` as if it were alone; here the parts that
 * are wanted together become one file, because many small files compress badly and each costs a request.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { unbarrelled } from "./barrels.mjs";

const DYNAMIC = /\bimport\("(\.[^"]+\.tsx?)"\)/g;
const SPACE = "bundle";
const LOADER = "loader";

/**
 * `bundles`, by the name of each file:
 *   parts   what a path must begin with to be in it, relative to `root`; the first that fits has it
 *   after   which others are loaded before it
 *   with    { from, wait }: a function of a module that is called, and waited for, whenever it is loaded
 *
 * Whatever is loaded later and belongs to none is refused: somebody has to say where it goes.
 * Each one imports the `entry`, so that what the first screen has is in one file, whoever else wants it.
 * `barrels`: index files that are looked behind.
 */
export function bundled({ root, entry, bundles, barrels }) {
  const parts = partsOf(root, bundles);
  const straight = unbarrelled(root, barrels);
  return {
    name: "bundles",
    setup(build) {
      build.onResolve({ filter: /^bundle:/ }, ({ path }) => ({ path: path.slice(7), namespace: SPACE }));
      build.onLoad({ filter: /.*/, namespace: SPACE }, ({ path }) => ({
        contents: [
          `import ${JSON.stringify(`./${entry}`)};`,
          ...bundles[path].after.map((name) => `import "bundle:${name}";`),
          ...parts.get(path).map((part, i) => `export * as part${i} from ${JSON.stringify(`./${part}`)};`),
        ].join("\n"),
        resolveDir: root,
      }));
      build.onResolve({ filter: /^loader:/ }, ({ path }) => ({ path: path.slice(7), namespace: LOADER }));
      build.onLoad({ filter: /.*/, namespace: LOADER }, ({ path }) => ({
        contents: loaderOf(path, bundles[path]),
        resolveDir: root,
      }));
      build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
        if (path.includes("node_modules")) return undefined;
        const text = straight(path, readFileSync(path, "utf8"));
        return { contents: redirected(text, dirname(path)), loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };

  function redirected(text, folder) {
    const wanted = new Set();
    const calling = text.replace(DYNAMIC, (_, target) => {
      const [bundle, part] = placeOf(relative(root, join(folder, target)));
      wanted.add(bundle);
      return `load_${bundle}().then((loaded) => loaded.part${part})`;
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

/** The one place from which a bundle is loaded. */
function loaderOf(name, { with: beside }) {
  if (!beside) return `export const load = () => import("bundle:${name}");`;
  return `
    import { ${beside.wait} } from "./${beside.from}";
    export const load = () =>
      Promise.all([import("bundle:${name}"), ${beside.wait}()]).then(([loaded]) => loaded);`;
}

/** What is loaded later anywhere in the sources, by bundle, in one order on every machine. */
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
  for (const target of [...targets].sort()) {
    const [name] =
      Object.entries(bundles).find(([, { parts }]) => parts.some((each) => target.startsWith(each))) ?? [];
    if (!name) throw new Error(`${target} is loaded later, and no bundle has it`);
    found.get(name).push(target);
  }
  return found;
}
