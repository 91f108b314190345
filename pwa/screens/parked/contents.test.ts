import assert from "node:assert/strict";
import { test } from "node:test";
import { isKeepable, textOf, titleOf } from "./contents.ts";

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
  const change = { type: "practice", entity: "p", context: [] };
  assert.equal(isKeepable({ ...change, op: "put" }), true);
  assert.equal(isKeepable({ ...change, op: "patch", context: [practice] }), true);
  assert.equal(isKeepable({ ...change, op: "patch" }), false);
  assert.equal(isKeepable({ type: "check_in", op: "delete", entity: "c", context: [practice] }), false);
});

test("what has a meaning in a couple alone stays where it lies", () => {
  for (const type of ["card", "couple", "proposal"])
    assert.equal(isKeepable({ type, op: "put", entity: "c", context: [] }), false);
});
