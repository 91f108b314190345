import assert from "node:assert/strict";
import { test } from "node:test";
import "fake-indexeddb/auto";
import { learn } from "../../catalogue.ts";
import { aside } from "../../words/aside.ts";
import { practice } from "../../words/practice.ts";
import { shared } from "../../words/shared.ts";
import { valueText } from "./telling.ts";

learn({ ...shared, ...practice, ...aside });

const said = (field: string, value: unknown) => valueText("our-space", field, value);

test("content is told as it was written, a paragraph each", () => {
  assert.equal(said("body", { title: "Tea", summary: "While it is hot" }), "Tea\n\nWhile it is hot");
});

test("what a form offers is told in the form's words", () => {
  assert.equal(said("requires", "each"), practice["form.who.each"]);
  assert.equal(said("area", "affection"), practice["area.affection"]);
  assert.equal(said("cadences", [{ from: "2026-11-02", kind: "daily" }]), practice["cadence.daily"]);
  assert.equal(said("active", false), aside["versions.no"]);
});

test("a day is told as a day, and anything else as it is", () => {
  assert.match(said("ended", "2026-11-23"), /November/);
  assert.equal(said("rest", 2), "2");
  assert.equal(said("time", "18:30"), "18:30");
});

test("that there was nothing is told, too", () => {
  for (const value of [null, undefined, ""]) assert.equal(said("ended", value), aside["versions.nothing"]);
  assert.equal(said("body", {}), aside["versions.nothing"]);
});
