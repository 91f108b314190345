import assert from "node:assert/strict";
import { test } from "node:test";
import { learn } from "../../catalogue.ts";
import { practice } from "../../words/practice.ts";
import { cadenceText, planText } from "./saying.ts";

learn(practice);

const from = "2026-11-23";

test("a rhythm that names no number, as the server gives it, is one time", () => {
  assert.equal(
    cadenceText({ from, kind: "weekly", times: null }),
    cadenceText({ from, kind: "weekly", times: 1 }),
  );
  assert.equal(cadenceText({ from, kind: "monthly" }), cadenceText({ from, kind: "monthly", times: 1 }));
  assert.notEqual(cadenceText({ from, kind: "weekly" }), cadenceText({ from, kind: "weekly", times: 3 }));
});

test("a plan whose act was left out says the practice instead", () => {
  assert.equal(
    planText("after dinner", undefined, "A walk", true),
    planText("after dinner", "", "A walk", true),
  );
  assert.match(planText("after dinner", undefined, "A walk", true), /A walk/i);
});
