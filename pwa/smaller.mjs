/** What is sent is made as small as it can be once, here, and not at each start of a server or on a phone. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";
import { minify } from "terser";
import terser from "terser/package.json" with { type: "json" };

const OPTIONS = {
  module: true,
  ecma: 2022,
  // To read a signal's value is an act: it may stand alone, and must not be left out.
  compress: { passes: 3, pure_getters: false },
};

/**
 * Stands before what esbuild writes, and is gone when it is minified. Files are named after it, too: another
 * terser or another way to call it gives other names, so that what was made differently is never mixed.
 */
export const MARK = `/* ${createHash("sha256")
  .update(readFileSync(import.meta.filename))
  .update(terser.version)
  .digest("hex")} */`;

const IMPORT = /import\{([^}]*)\}from"\.\/([^"]+)";/g;
const EXPORT = /export\{([^}]*)\};?\s*$/;
/** A file of which all that it exports is made in another: what it goes by there, and which one that is. */
const ENTRY = /^\/\*.*\*\/\s*import\{(\w+) as \w+\}from"\.\/([^"]+)";(?:import"[^"]+";)*export\{[^}]*\};\s*$/;

/** A script that esbuild has minified, once more: terser leaves about three bytes of a hundred less. */
export async function smaller(code) {
  return (await minify(code, OPTIONS)).code;
}

/**
 * The same for the modules of one build, by file. What one exports goes by one name in all of them, where
 * esbuild's lists say "a as q" for each of some two hundred; only `kept`, by which a page asks for something,
 * stays what it is.
 */
export async function smallerTogether(modules, importsOf, kept) {
  const homes = new Map();
  const made = new Map();
  for (const file of inOrder([...modules.keys()], importsOf)) {
    const here = new Map();
    const used = new Set();
    const asked = modules.get(file).replace(IMPORT, (_, list, from) => {
      const names = pairs(list).map(([name, local]) => {
        const common = homes.get(from).get(name);
        if (!used.has(common)) here.set(`$${local}`, common);
        used.add(common);
        return `${common} as ${local}`;
      });
      return `import{${names}}from"./${from}";`;
    });
    const reserved = [...homes.values()]
      .flatMap((names) => [...names.values()])
      .filter((name) => !used.has(name));
    const nameCache = { vars: { props: Object.fromEntries(here) } };
    const { code: small } = await minify(asked, { ...OPTIONS, mangle: { reserved }, nameCache });
    const exported = new Map();
    made.set(
      file,
      small.replace(EXPORT, (_, list) => {
        const names = pairs(list).map(([local, name]) => {
          exported.set(name, name === kept ? name : local);
          return name === kept ? `${local} as ${name}` : local;
        });
        return `export{${names}};`;
      }),
    );
    homes.set(file, exported);
  }
  return made;
}

/**
 * A bundle that others import is a chunk for esbuild, and its entry a file that only names it. Takes the entries
 * out of `modules`: the chunk exports what they did, as `kept`, and is loaded in their place, so that no file is
 * waited for only to learn of another. Says which chunk stands for which entry.
 */
export function withoutEntries(modules, kept) {
  const homes = new Map();
  for (const [file, text] of modules) {
    const [, name, home] = ENTRY.exec(text) ?? [];
    if (!home) continue;
    homes.set(home, file);
    modules.delete(file);
    const named = (_, list) =>
      `export{${pairs(list).map(([local, other]) => `${local} as ${other === name ? kept : other}`)}};`;
    modules.set(home, modules.get(home).replace(EXPORT, named));
  }
  for (const [home, entry] of homes)
    for (const [file, text] of modules) modules.set(file, text.replaceAll(`"./${entry}"`, `"./${home}"`));
  return homes;
}

/** Each after those that it imports from. */
function inOrder(files, importsOf) {
  const ordered = new Set();
  const visit = (file) => {
    importsOf(file).forEach(visit);
    ordered.add(file);
  };
  files.forEach(visit);
  return ordered;
}

/** "a as b,c" as what stands before and after the "as". */
const pairs = (list) =>
  list.split(",").map((each) => {
    const [before, after = before] = each.trim().split(" as ");
    return [before, after];
  });

/** As gzip; zopfli looks longer for the same stream than zlib does, and finds one a thirtieth shorter. */
export async function packed(content) {
  return gzipAsync(Buffer.from(content), { numiterations: 50 });
}

export const packedFast = (content) => gzipSync(content, { level: 9 });
