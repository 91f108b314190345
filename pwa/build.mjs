/**
 * Builds the client into dist/, and writes dist/manifest.json, from which the server learns every name.
 *
 *   node build.mjs           once, minified
 *   node build.mjs --watch   again at every change, with source maps
 *
 * dist/
 *   assets/         everything with a hash in its name, and as gzip; may be cached for ever
 *   critical.css    goes inline into the shell
 *   words.json      goes into the shell, too: what its screens say
 *   sw.js           the worker without its prefix; the server puts that before it
 *   manifest.json   { entries, chunks, words, css, worker, assets, older }, sizes in bytes
 *
 * Assets of the two builds before stay on disk, for pages that were loaded before an update.
 */
import { createHash } from "node:crypto";
import { watch } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname, join, relative } from "node:path";
import * as esbuild from "esbuild";
import { bundled, PARTS } from "./bundles.mjs";
import { BUNDLES, WORD_FILES, wordsOf } from "./groups.mjs";
import { MARK, packed, packedFast, smaller, smallerTogether, withoutEntries } from "./smaller.mjs";
import { readWords } from "./words.mjs";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");
const ASSETS = join(DIST, "assets");
const SHELL = join(HERE, "shell");
const WORDS = join(HERE, "words");
const STYLES = join(SHELL, "styles");
const PICTURES = ["icons", "screenshots"];

const RELEASES_KEPT = 2;

const ENTRY = "main.tsx";
/** Where a bundle's own words are learned. */
const LEARNING = { from: "catalogue.ts", learn: "learnLater" };
const BARRELS = ["elements/index.ts", "store/index.ts"];

const watching = process.argv.includes("--watch");

const common = {
  absWorkingDir: HERE,
  bundle: true,
  minify: !watching,
  sourcemap: watching ? "inline" : false,
  target: ["es2022"],
  // Markup as calls with the children behind: shorter than with `children` among the properties.
  jsx: "transform",
  jsxFactory: "__h",
  jsxFragment: "__fragment",
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  legalComments: "none",
  logLevel: "warning",
};

async function build() {
  await mkdir(ASSETS, { recursive: true });
  const before = await readManifest();
  const words = await readWords(WORDS, { files: WORD_FILES, short: !watching });
  const [code, worker, critical, later, assets] = await Promise.all([
    buildApp(words),
    buildWorker(),
    buildStyles("critical"),
    buildStyles("app"),
    copyPictures(),
  ]);
  await writeFile(join(DIST, "critical.css"), critical);
  const css = {
    critical: sized("critical.css", critical),
    rest: await writeHashed("app.css", later),
  };
  const manifest = { ...code, words: await writeWords(words), css, worker, assets };
  const older = generationsBefore(manifest, before);
  await writeFile(join(DIST, "manifest.json"), `${JSON.stringify({ ...manifest, older }, null, 2)}\n`);
  await sweep([...fileNames(manifest), ...older.flat()]);
  return manifest;
}

async function buildApp(words) {
  const { metafile, outputFiles } = await esbuild.build({
    ...common,
    banner: { js: MARK },
    entryPoints: { main: ENTRY },
    outdir: ASSETS,
    format: "esm",
    splitting: true,
    plugins: [
      bundled({
        root: HERE,
        entry: ENTRY,
        bundles: BUNDLES,
        words: LEARNING,
        barrels: BARRELS,
        prepared: words.numbered,
      }),
    ],
    metafile: true,
    write: false,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
  });
  const { stub, first } = firstOf(metafile.outputs);
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const written = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const importsOf = (file) =>
    written
      .get(file)
      .imports.filter(({ kind }) => kind === "import-statement")
      .map(({ path }) => basename(path))
      .filter((name) => name !== stub);
  texts.delete(stub);
  const entries = watching ? new Map() : withoutEntries(texts, PARTS);
  const chunks = {};
  for (const [file, text] of watching ? texts : await smallerTogether(texts, importsOf, PARTS)) {
    const source = written.get(entries.get(file) ?? file).entryPoint ?? null;
    chunks[file] = { source, ...(await writeAsset(file, text)), imports: importsOf(file) };
  }
  const { [first]: main, ...others } = chunks;
  if (!watching) checkWords(words, first, others, (file) => Object.keys(written.get(file).inputs));
  const start = await writeHashed("start.js", await buildScript("start.ts"));
  return { entries: { main, start }, chunks: others };
}

/** Each file says only what is known where it runs; what several groups share, in each of them. */
function checkWords(words, first, others, sourcesOf) {
  words.check(sourcesOf(first), ["first"]);
  for (const [file, { source, imports }] of Object.entries(others).filter(([, { source }]) => source)) {
    const shared = imports.filter((name) => others[name]?.source === null);
    words.check([file, ...shared].flatMap(sourcesOf), wordsOf(source.replace("bundle:", "")));
  }
}

/**
 * The first screen's file. The bundles import it too, so esbuild makes it a chunk and leaves an entry that
 * only names it, the `stub`: the page names it itself.
 */
function firstOf(outputs) {
  const [path, { imports, inputs }] = Object.entries(outputs).find(([, each]) => each.entryPoint === ENTRY);
  if (imports.length !== 1 || Object.values(inputs).some(({ bytesInOutput }) => bytesInOutput > 0))
    throw new Error("the entry is more than the name of its file");
  return { stub: basename(path), first: basename(imports[0].path) };
}

async function buildWorker() {
  const code = await buildScript("worker/sw.ts");
  await writeFile(join(DIST, "sw.js"), code);
  return sized("sw.js", code);
}

/** A script that is no module and stands alone. */
async function buildScript(path) {
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints: [path],
    format: "iife",
    write: false,
  });
  return watching ? outputFiles[0].text : smaller(outputFiles[0].text);
}

/** `first` goes into the shell; the others are fetched with the first screen of their bundle. */
async function writeWords(words) {
  const first = words.file("first");
  await writeFile(join(DIST, "words.json"), first);
  const written = { first: sized("words.json", first) };
  const later = Object.keys(WORD_FILES).filter((name) => name !== "first");
  for (const name of later) written[name] = await writeHashed("words.json", words.file(name));
  return written;
}

/** One style sheet with all that it imports: `critical` goes into the shell, `app` is fetched. */
async function buildStyles(name) {
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints: [join(STYLES, `${name}.css`)],
    target: "esnext", // light-dark() and nesting as they are written
    sourcemap: false,
    write: false,
  });
  return outputFiles[0].text.trim();
}

/** Maps a path below shell/, such as "icons/any-192.png", to the hashed name it is served by. */
async function copyPictures() {
  const folders = (await readdir(SHELL)).filter((name) => PICTURES.includes(name)).sort();
  const found = await Promise.all(
    folders.map((name) => readdir(join(SHELL, name), { recursive: true, withFileTypes: true })),
  );
  const assets = {};
  for (const entry of found.flat().filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    assets[relative(SHELL, path)] = await writeHashed(entry.name, bytes);
  }
  return assets;
}

async function writeHashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const extension = extname(name);
  return writeAsset(`${basename(name, extension)}-${hash}${extension}`, content);
}

/** With its gzip beside it, unless it is a picture that is compressed already. */
async function writeAsset(file, content) {
  const path = join(ASSETS, file);
  await writeFile(path, content);
  if (watching || extname(file) === ".png") return sized(file, content);
  const zipped = await packed(content);
  await writeFile(`${path}.gz`, zipped);
  return { ...sized(file, content), gzip: zipped.length };
}

function sized(file, content) {
  return { file, size: Buffer.byteLength(content), gzip: packedFast(content).length };
}

async function readManifest() {
  try {
    return JSON.parse(await readFile(join(DIST, "manifest.json"), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

/** Every asset name of one build. */
function fileNames({ entries, chunks, words, css, assets }) {
  const { first, ...later } = words;
  return [entries, chunks, later, { css: css.rest }, assets].flatMap(Object.values).map(({ file }) => file);
}

/** The names that earlier builds had and this one has not, latest first. The same build twice is one. */
function generationsBefore(manifest, before) {
  if (!before) return [];
  const now = new Set(fileNames(manifest));
  const gone = fileNames(before).filter((file) => !now.has(file));
  const older = gone.length > 0 ? [gone, ...before.older] : before.older;
  return older.slice(0, watching ? 0 : RELEASES_KEPT);
}

async function sweep(kept) {
  const names = new Set(kept);
  const stale = (await readdir(ASSETS)).filter((name) => !names.has(name.replace(/\.gz$/, "")));
  await Promise.all(stale.map((name) => rm(join(ASSETS, name))));
}

function report({ entries, chunks, css, worker }) {
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const code = [...Object.values(entries), ...Object.values(chunks)].reduce((sum, { gzip }) => sum + gzip, 0);
  console.log(
    `client built; gzip: main ${kb(entries.main.gzip)}, all code ${kb(code)}, ` +
      `worker ${kb(worker.gzip)}, inline styles ${kb(css.critical.gzip)}`,
  );
}

async function rebuild() {
  try {
    report(await build());
  } catch (error) {
    console.error(error.message); // A half-written file must not end the watch.
  }
}

async function buildAtEveryChange() {
  await rebuild();
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(rebuild, 80);
  };
  watch(HERE, soon);
  const folders = (await readdir(HERE, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && !["node_modules", "dist"].includes(entry.name),
  );
  for (const { name } of folders) watch(join(HERE, name), { recursive: true }, soon);
}

if (watching) await buildAtEveryChange();
else report(await build());
