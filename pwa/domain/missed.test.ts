import assert from "node:assert/strict";
import { test } from "node:test";
import { byPractice, grow, type LogRow, type PauseRow, type PracticeRow } from "./garden.ts";
import { type CueRow, hasPassed, isWanted, type Moment, onePerPractice } from "./missed.ts";

const MONDAY = "2026-11-23";
const NO_NIGHT = { quiet_from: null, quiet_to: null };
const NIGHT = { quiet_from: "22:00", quiet_to: "07:30" };

const cue = (fields: Partial<CueRow["fields"]> = {}, id = "bell"): CueRow => ({
  id,
  fields: {
    time: "19:00",
    days: [0, 1, 2, 3, 4, 5, 6],
    active: true,
    window_start: null,
    window_end: null,
    priority: 0,
    ...fields,
  },
});
const at = (time: string, label = MONDAY): Moment => ({ label, time });
const passed = (
  fields: Partial<CueRow["fields"]>,
  time: string,
  night: typeof NO_NIGHT | typeof NIGHT = NO_NIGHT,
) => hasPassed(cue(fields), at(time), night, 0);

test("a cue has passed from its minute on, until the day ends at four", () => {
  assert.deepEqual(
    ["04:00", "18:59", "19:00", "23:59", "03:59"].map((time) => passed({}, time)),
    [false, false, true, true, true],
  );
  assert.deepEqual(
    ["23:00", "00:29", "00:30", "03:59"].map((time) => passed({ time: "00:30" }, time)),
    [false, false, true, true],
  );
});

test("one that is off, or of another weekday, is nothing", () => {
  assert.equal(passed({ active: false }, "20:00"), false);
  assert.equal(passed({ days: [1, 2] }, "20:00"), false);
  assert.equal(passed({ days: [0] }, "20:00"), true);
});

test("what falls into the night waits for its end on the same day, or is let go", () => {
  assert.deepEqual(
    ["07:29", "07:30"].map((time) => passed({ time: "06:00" }, time, NIGHT)),
    [false, true],
  );
  assert.equal(passed({ time: "22:30" }, "23:00", NIGHT), false);
  assert.equal(passed({ time: "22:30" }, "03:00", NIGHT), false);
  assert.equal(passed({ time: "21:59" }, "22:00", NIGHT), true);
});

test("in a stretch it is early while the habit is young, later when it stands, and in the end not at all", () => {
  const stretch = cue({ window_start: "18:00", window_end: "21:00" });
  const young = (time: string) => hasPassed(stretch, at(time), NO_NIGHT, 0.1);
  assert.deepEqual([young("17:59"), young("18:00")], [false, true]);
  assert.equal(hasPassed(stretch, at("20:59"), NO_NIGHT, 0.5), false);
  assert.equal(hasPassed(stretch, at("21:00"), NO_NIGHT, 0.5), true);
  assert.equal(hasPassed(stretch, at("23:00"), NO_NIGHT, 0.9), false);
});

const practice = (fields: Partial<PracticeRow["fields"]> = {}): PracticeRow => ({
  id: "hug",
  fields: {
    area: "quality-time",
    requires: "each",
    cadences: [{ from: "2026-11-02", kind: "daily" }],
    start: MONDAY,
    ended: null,
    rest: 1,
    position: 0,
    ...fields,
  },
});
const log = (member_id: string): LogRow => ({
  fields: { practice_id: "hug", member_id, label: MONDAY, withdrawn: false },
});

function wanted(its: PracticeRow, logs: LogRow[] = [], pauses: PauseRow[] = []): boolean {
  const plant = grow(its, {
    viewer: "alice",
    members: ["alice", "bob"].map((id) => ({ id, joined: null, left: null })),
    today: { alice: MONDAY, bob: MONDAY },
    home: MONDAY,
    practices: [its],
    logs: byPractice(logs),
    pauses,
    rests: [],
    mends: [],
  });
  assert.ok(plant);
  return isWanted(plant, "alice");
}

test("it is wanted until the viewer did their part; what the other did changes nothing", () => {
  assert.equal(wanted(practice()), true);
  assert.equal(wanted(practice(), [log("bob")]), true);
  assert.equal(wanted(practice(), [log("alice")]), false);
  assert.equal(wanted(practice({ area: "affection" }), [log("bob")]), true);
  assert.equal(wanted(practice({ area: "affection" }), [log("alice")]), false);
});

test("a pause, an end and what is only the other's silence it", () => {
  const pause = { practice_id: null, member_id: null, first: MONDAY, last: null, withdrawn: false };
  assert.equal(wanted(practice(), [], [{ fields: pause } as PauseRow]), false);
  assert.equal(wanted(practice({ ended: "2026-11-22", start: "2026-11-02" })), false);
  assert.equal(wanted(practice({ requires: "one:bob" })), false);
});

test("of several for one practice the one that matters more stands, else the earlier one", () => {
  const of = (id: string, priority: number, about = "hug") => ({ ...cue({ priority }, id), practice: about });
  assert.deepEqual(
    onePerPractice([of("a", 0), of("b", 0), of("c", 1), of("d", 0, "tea")]).map(({ id }) => id),
    ["c", "d"],
  );
});
