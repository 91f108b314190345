import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import {
  bySeason,
  type Given,
  type GoalState,
  hundredths,
  mayBecome,
  type Progress,
  placeAfter,
  progress,
  seasonOf,
} from "./goals.ts";

interface Vectors {
  progress: {
    id: string;
    given: { state: GoalState; target: number | null; milestones: string[]; given: Given[] };
    expect: Progress;
  }[];
  steps: Record<GoalState, GoalState[]>;
}

const vectors: Vectors = parse(
  readFileSync(new URL("../../tests/vectors/goals.yaml", import.meta.url), "utf8"),
);

for (const { id, given, expect } of vectors.progress) {
  test(id, () =>
    assert.deepEqual(progress(given.state, given.target, given.milestones, given.given), expect),
  );
}

test("the steps are these and no others", () => {
  const states = Object.keys(vectors.steps) as GoalState[];
  for (const before of states)
    for (const after of states)
      assert.equal(mayBecome(before, after), vectors.steps[before].includes(after), `${before} ${after}`);
});

test("amounts are read with a point or a comma, and nothing else", () => {
  assert.deepEqual(["4", "4.5", "4,05", " 12 "].map(hundredths), [400, 450, 405, 1200]);
  for (const wrong of ["", "0", "-1", "4.567", "a", "1e3", "."]) assert.equal(hundredths(wrong), null, wrong);
});

test("a winter holds the turn of the year, and memories stand the latest first", () => {
  assert.deepEqual(["2026-12-01", "2027-02-28", "2027-03-01", "2026-11-30", "2026-08-31"].map(seasonOf), [
    "2026-12",
    "2026-12",
    "2027-03",
    "2026-09",
    "2026-06",
  ]);
  const memory = (id: string, day: string) => ({ id, goal: "g", title: id, day, whole: false });
  const found = bySeason([memory("a", "2026-10-01"), memory("b", "2027-01-05"), memory("c", "2026-12-24")]);
  assert.deepEqual(
    found.map(([season, all]) => [season, all.map(({ id }) => id)]),
    [
      ["2026-12", ["b", "c"]],
      ["2026-09", ["a"]],
    ],
  );
});

test("a new place leaves room on both sides", () => {
  assert.equal(placeAfter(undefined), 1024);
  assert.equal(placeAfter(2048), 3072);
  assert.equal(placeAfter(1024, 2048), 1536);
  assert.equal(placeAfter(undefined, 1024), 0);
});
