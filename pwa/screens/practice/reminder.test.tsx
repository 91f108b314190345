import assert from "node:assert/strict";
import { test } from "node:test";
import { amissIn, reminderDraft, reminderFields } from "./reminder.ts";

const draft = reminderDraft(undefined, { start: "18:00", end: "21:00" });

test("a new reminder rings at the beginning of the usual stretch, every day", () => {
  assert.deepEqual(reminderFields(draft, false), {
    time: "18:00",
    days: [0, 1, 2, 3, 4, 5, 6],
    zone_mode: "floating",
    window_start: null,
    window_end: null,
  });
});

test("a shared moment belongs to the clock of home, a stretch keeps both ends", () => {
  const fields = reminderFields({ ...draft, mode: "window", days: [4, 1] }, true);
  assert.deepEqual(
    [fields.zone_mode, fields.window_start, fields.window_end, fields.days],
    ["fixed", "18:00", "21:00", [1, 4]],
  );
});

test("a form says what does not fit", () => {
  assert.equal(amissIn(draft), null);
  assert.equal(amissIn({ ...draft, days: [] }), "days");
  assert.equal(amissIn({ ...draft, time: "" }), "time");
  assert.equal(amissIn({ ...draft, mode: "window", start: "21:00", end: "21:00" }), "order");
});
