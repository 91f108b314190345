import assert from "node:assert/strict";
import { test } from "node:test";
import { isWhole, textOf, titleOf } from "./contents.ts";

test("everything written by hand is there to copy, and nothing else", () => {
  const fields = {
    label: "2026-11-23",
    // biome-ignore lint/suspicious/noThenProperty: the plan is an if and a then
    body: { note: "A word", plan: { cue: "After dinner", then: "we hug" } },
  };
  assert.equal(textOf({ fields }), "A word\n\nAfter dinner we hug");
  assert.equal(textOf({ fields: { label: "2026-11-23", withdrawn: true } }), "");
});

test("a check-in is told by the practice it belongs to", () => {
  const practice = { type: "practice", body: { title: "A long hug" } };
  assert.equal(titleOf({ fields: { practice_id: "p" }, context: [practice] }), "A long hug");
  assert.equal(titleOf({ fields: { body: { title: "Walk" } }, context: [practice] }), "Walk");
});

test("a change can be kept elsewhere only if what it changes is whole: written new, or still here", () => {
  const practice = { id: "p", type: "practice" };
  assert.equal(isWhole({ op: "put", entity: "p", context: [] }), true);
  assert.equal(isWhole({ op: "patch", entity: "p", context: [practice] }), true);
  assert.equal(isWhole({ op: "patch", entity: "p", context: [] }), false);
  assert.equal(isWhole({ op: "delete", entity: "c", context: [practice] }), false);
});
