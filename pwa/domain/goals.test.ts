import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import {
  type Given,
  type GoalState,
  hundredths,
  mayBecome,
  type Progress,
  progress,
  seasonOf,
} from "./goals.ts";

interface Vector {
  name: string;
  state: GoalState;
  target: number | null;
  milestones: string[];
  given: Given[];
  wanted: Progress;
}

const file = new URL("../../tests/vectors/goals.yaml", import.meta.url);
const { cases } = parse(readFileSync(file, "utf8")) as { cases: Vector[] };

test("no vector is left out", () => {
  assert.ok(cases.length >= 7);
});

for (const { name, state, target, milestones, given, wanted } of cases)
  test(`progress: ${name}, in whatever order`, () => {
    assert.deepEqual(progress(state, target, milestones, given), wanted);
    assert.deepEqual(progress(state, target, [...milestones].reverse(), [...given].reverse()), wanted);
  });

test("what was let go is taken up again before it is reached", () => {
  assert.equal(mayBecome("let_go", "reached"), false);
  assert.equal(mayBecome("let_go", "open"), true);
  assert.equal(mayBecome("set_back", "reached"), true);
});

test("an amount is read with a point or a comma, and what is none is none", () => {
  const read = ["5,5", "5.5", " 12 ", "0.01", "0", "-3", "1.234", "many", ""].map(hundredths);
  assert.deepEqual(read, [550, 550, 1200, 1, null, null, null, null, null]);
});

test("a season has three months, and winter two years", () => {
  const days = ["2026-12-01", "2027-01-31", "2027-02-28", "2027-03-01", "2027-08-31", "2027-11-30"];
  assert.deepEqual(days.map(seasonOf), ["2026-12", "2026-12", "2026-12", "2027-03", "2027-06", "2027-09"]);
});
