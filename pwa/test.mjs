/**
 * Runs every *.test.ts(x) by `node --test`. Plain TypeScript runs as it is, its types stripped by node;
 * only what holds TSX is bundled first. Arguments choose files: node test.mjs domain/days.test.ts
 */
import { spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

const HERE = import.meta.dirname;
const BUNDLED = join(HERE, "dist", ".tests");

const chosen = process.argv.slice(2);
const isOurs = (path) => !/^(node_modules|dist)\b/.test(path);
const files = (chosen.length ? chosen : globSync("**/*.test.{ts,tsx}", { cwd: HERE })).filter(isOurs).sort();
if (files.length === 0) throw new Error("there are no tests");

const plain = files.filter((path) => path.endsWith(".ts"));
const markup = files.filter((path) => path.endsWith(".tsx"));

const { status } = spawnSync(process.execPath, ["--test", ...plain, ...(await bundle(markup))], {
  cwd: HERE,
  stdio: "inherit",
});
process.exit(status ?? 1);

/** Bundles beside the build, where packages are still found, and names the files it wrote. */
async function bundle(paths) {
  rmSync(BUNDLED, { recursive: true, force: true });
  if (paths.length === 0) return [];
  const { metafile } = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: paths,
    outdir: BUNDLED,
    outbase: HERE,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    metafile: true,
    sourcemap: "inline",
    tsconfig: join(HERE, "tsconfig.test.json"),
    logLevel: "warning",
  });
  return Object.keys(metafile.outputs);
}
