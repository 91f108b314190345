/**
 * The gate of ablation: without any one of its safeguards, the client fails a test that it passes with it.
 * (What is taken away is taken away in a copy that only this test builds.)
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import * as esbuild from "esbuild";
import type { Ablation } from "../testing/ablations/ablation.ts";
import { READING } from "../testing/ablations/reading.ts";
import { RESTORED } from "../testing/ablations/restored.ts";
import { WRITING } from "../testing/ablations/writing.ts";

const ABLATIONS = [...WRITING, ...READING, ...RESTORED];
const STORE = import.meta.dirname;
/** Beside the build, where packages are found. */
const out = mkdtempSync(join(STORE, "..", "node_modules", ".cache-ablation-"));
after(() => rmSync(out, { recursive: true }));

interface Outcome {
  passed: string[];
  failed: string[];
}

/** Builds a test file, with something else in the place of a safeguard, and runs the tests of that name. */
async function run(file: string, names: string[], without?: Ablation): Promise<Outcome> {
  let replaced = 0;
  const plugin: esbuild.Plugin = {
    name: "without",
    setup: (build) =>
      build.onLoad({ filter: /[\\/]store[\\/][^\\/]+\.ts$/ }, async ({ path }) => {
        if (!without || path !== join(STORE, without.file)) return null;
        const source = await readFile(path, "utf8");
        const parts = source.split(without.from);
        replaced = parts.length - 1;
        return { contents: parts.join(without.to), loader: "ts" };
      }),
  };
  const outfile = join(out, `${file}-${without ? ABLATIONS.indexOf(without) : "whole"}.mjs`);
  await esbuild.build({
    entryPoints: [join(STORE, `${file}.test.ts`)],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "silent",
    plugins: [plugin],
  });
  if (without) assert.equal(replaced, 1, `found ${replaced} times: ${without.from}`);
  return spoken(await tap(outfile, names));
}

function tap(file: string, names: string[]): Promise<string> {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const args = ["--test", "--test-reporter=tap", `--test-name-pattern=^(${escaped.join("|")})`, file];
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 300_000 }, (_error, stdout) => resolve(stdout));
  });
}

function spoken(said: string): Outcome {
  const named = (how: RegExp) => [...said.matchAll(how)].map(([, name]) => (name ?? "").replaceAll("\\", ""));
  return { passed: named(/^ *ok \d+ - (.*)$/gm), failed: named(/^ *not ok \d+ - (.*)$/gm) };
}

const begins = (names: string[], name: string) => names.some((other) => other.startsWith(name));

describe("the gate of ablation", { concurrency: 2 }, () => {
  for (const file of new Set(ABLATIONS.map(({ test: [file] }) => file))) {
    test(`with every safeguard, ${file}.test.ts passes`, async () => {
      const names = ABLATIONS.filter(({ test }) => test[0] === file).map(({ test }) => test[1]);
      const { passed, failed } = await run(file, [...new Set(names)]);
      assert.deepEqual(failed, []);
      for (const name of names) assert.ok(begins(passed, name), `no test is called "${name}…"`);
    });
  }

  for (const ablation of ABLATIONS) {
    const [file, name] = ablation.test;
    test(`without "${ablation.safeguard}" fails: ${name}`, async () => {
      const { failed } = await run(file, [name], ablation);
      assert.ok(begins(failed, name), `${ablation.safeguard}: nobody misses it`);
    });
  }
});
