import assert from "node:assert/strict";
import { test } from "node:test";
import { pastDays } from "./past.ts";

const past = {
  today: "2026-11-25",
  weeks: 2,
  done: new Set(["2026-11-16", "2026-11-25"]),
  rests: new Set(["2026-11-18"]),
  pauses: [{ first: "2026-11-16", last: "2026-11-17" }],
};

test("the past is whole weeks from a Monday on, up to the week of today", () => {
  const days = pastDays(past);
  assert.equal(days.length, 14);
  assert.equal(days[0]?.day, "2026-11-16");
  assert.deepEqual(
    days.slice(9).map(({ look }) => look),
    ["mine", "ahead", "ahead", "ahead", "ahead"],
  );
});

test("what was done shows through a pause, and nothing marks a day that was not", () => {
  assert.deepEqual(
    pastDays(past)
      .slice(0, 5)
      .map(({ look }) => look),
    ["mine", "paused", "rest", "blank", "blank"],
  );
});

test("an open pause folds every day from its first on", () => {
  const days = pastDays({ ...past, pauses: [{ first: "2026-11-23", last: null }] });
  assert.deepEqual(
    days.slice(7, 10).map(({ look }) => look),
    ["paused", "paused", "mine"],
  );
});
