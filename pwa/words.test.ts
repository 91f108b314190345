import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { learn } from "./catalogue.ts";
import { me } from "./words/me.ts";
import { problems } from "./words/problems.ts";
import { shared } from "./words/shared.ts";
import { has, t } from "./words.ts";

for (const words of [me, problems, shared]) learn(words);

test("names are filled in, and numbers as the language writes them", () => {
  assert.equal(t("app.title", { screen: "Us" }), "Us · Tend");
  assert.match(t("me.parked.detail", { count: 1200 }), /^1,200 things/);
});

test("the number chooses the plural form", () => {
  assert.equal(
    t("problem.too_many_tries", { count: 1 }),
    "Too many tries for now. Wait a minute, then try again.",
  );
  assert.equal(
    t("problem.too_many_tries", { count: 15 }),
    "Too many tries for now. Wait 15 minutes, then try again.",
  );
});

test("a text that was never learned is an error, not a blank", () => {
  assert.throws(() => t("welcome.1.title"), /welcome.1.title/);
  assert.equal(has("welcome.1.title"), false);
});

test("no two catalogues use one key", async () => {
  const seen = new Map<string, string>();
  for (const file of readdirSync(new URL("./words/", import.meta.url))) {
    for (const words of Object.values(await import(`./words/${file}`))) {
      for (const key of Object.keys(words as object)) {
        assert.equal(seen.get(key), undefined, `${key} is in ${seen.get(key)} and in ${file}`);
        seen.set(key, file);
      }
    }
  }
});
