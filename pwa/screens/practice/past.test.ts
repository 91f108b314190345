import assert from "node:assert/strict";
import { test } from "node:test";
import { pastDays } from "./past.ts";

const past = {
  today: "2026-11-25",
  start: "2026-11-12",
  done: new Set(["2026-11-16", "2026-11-25"]),
  rests: new Set(["2026-11-18"]),
  pauses: [{ first: "2026-11-16", last: "2026-11-17" }],
};

test("the past is whole weeks from a Monday on, up to the week of today", () => {
  const days = pastDays(past);
  assert.equal(days.length, 12 * 7);
  assert.equal(days[0]?.day, "2026-09-07");
  assert.deepEqual(
    days.slice(-5).map(({ look }) => look),
    ["mine", "ahead", "ahead", "ahead", "ahead"],
  );
});

test("what was done shows through a pause, and nothing marks a day that was not", () => {
  assert.deepEqual(
    pastDays(past)
      .slice(-14, -9)
      .map(({ look }) => look),
    ["mine", "paused", "rest", "blank", "blank"],
  );
});

test("an open pause folds every day from its first on", () => {
  const days = pastDays({ ...past, pauses: [{ first: "2026-11-23", last: null }] });
  assert.deepEqual(
    days.slice(-7, -4).map(({ look }) => look),
    ["paused", "paused", "mine"],
  );
});

test("the days before it began are as pale as those to come, and half a year is enough", () => {
  const looks = pastDays(past).map(({ look }) => look);
  assert.equal(looks.at(-19), "ahead");
  assert.equal(looks.at(-18), "blank");
  assert.equal(pastDays({ ...past, start: "2025-01-01" }).length, 24 * 7);
});
