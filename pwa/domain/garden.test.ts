import assert from "node:assert/strict";
import { test } from "node:test";
import { plusDays } from "./days.ts";
import {
  byPractice,
  clocksOf,
  daysTogether,
  type Ground,
  gardener,
  grow,
  growthOf,
  homeZoneAt,
  type LogRow,
  membersOf,
  type PracticeRow,
} from "./garden.ts";

const TODAY = "2026-11-23"; // a Monday

const practice = (fields: Partial<PracticeRow["fields"]> = {}, id = "hug"): PracticeRow => ({
  id,
  fields: {
    area: "quality-time",
    requires: "each",
    cadences: [{ from: "2026-11-02", kind: "daily" }],
    start: "2026-11-02",
    ended: null,
    rest: 1,
    position: 0,
    ...fields,
  },
});

const log = (member_id: string, label: string, practice_id = "hug", withdrawn = false): LogRow => ({
  fields: { practice_id, member_id, label, withdrawn },
});

function ground(practices: PracticeRow[], logs: LogRow[] = [], more: Partial<Ground> = {}): Ground {
  return {
    viewer: "alice",
    members: [
      { id: "alice", joined: null, left: null },
      { id: "bob", joined: null, left: null },
    ],
    today: { alice: TODAY, bob: TODAY },
    home: TODAY,
    practices,
    logs: byPractice(logs),
    pauses: [],
    rests: [],
    mends: [],
    ...more,
  };
}

const plantOf = (its: PracticeRow, logs: LogRow[] = [], more: Partial<Ground> = {}) => {
  const plant = grow(its, ground([its], logs, more));
  assert.ok(plant);
  return plant;
};

test("who did it today is told, each by their own day or by mine", () => {
  const later = { today: { alice: TODAY, bob: plusDays(TODAY, 1) } };
  const ahead = plantOf(practice(), [log("alice", TODAY), log("bob", plusDays(TODAY, 1))], later);
  assert.deepEqual([...ahead.doneBy], ["alice", "bob"]);
  assert.equal(ahead.mood, "open");
  const equal = plantOf(practice(), [log("alice", TODAY), log("bob", TODAY)], later);
  assert.deepEqual([...equal.doneBy], ["alice", "bob"]);
  assert.equal(equal.mood, "done");
  const before = plantOf(practice(), [log("bob", plusDays(TODAY, -1))], later);
  assert.equal(before.doneBy.size, 0);
});

test("what we do together has the day of the couple's home zone", () => {
  const phones = practice({ requires: "together" });
  const plant = plantOf(phones, [log("bob", TODAY)], {
    today: { alice: plusDays(TODAY, 1), bob: plusDays(TODAY, -1) },
    home: TODAY,
  });
  assert.equal(plant.label, TODAY);
  assert.deepEqual([...plant.doneBy], ["bob"]);
});

test("of what each does alone I see my own progress, never what the other lacks", () => {
  const weekly = practice({ cadences: [{ from: "2026-11-02", kind: "weekly", times: 3 }] });
  const plant = plantOf(weekly, [log("alice", TODAY)]);
  assert.deepEqual(plant.progress, { have: 1, need: 3 });
});

test("affection shows no progress, never lapses, and its sprig only grows", () => {
  const hug = practice({ area: "affection", rest: 0 });
  const days = Array.from({ length: 8 }, (_, n) => plusDays("2026-11-02", n));
  const logs = days.flatMap((day) => [log("alice", day), log("bob", day)]);
  const plant = plantOf(hug, logs);
  assert.equal(plant.rhythm.state, "lapsed");
  assert.equal(plant.mood, "open");
  assert.equal(plant.progress, null);
  const before = growthOf(plantOf(hug, logs, { today: { alice: "2026-11-09", bob: "2026-11-09" } }));
  assert.equal(growthOf(plant).strength, before.strength);
  assert.ok(growthOf(plant).bloom && growthOf(plant).clay);
});

test("a risk is nobody's business", () => {
  const logs = Array.from({ length: 20 }, (_, n) => plusDays("2026-11-02", n)).map((day) =>
    log("alice", day),
  );
  const plant = plantOf(
    practice({ requires: "one:alice", rest: 0 }),
    logs.concat(log("alice", "2026-11-22")),
  );
  assert.equal(plant.rhythm.state, "at_risk");
  assert.equal(plant.mood, "open");
});

test("a pause of mine or of both folds the plant, the other's own does not", () => {
  const paused = (member_id: string | null) => ({
    fields: { practice_id: null, member_id, first: "2026-11-20", last: null, withdrawn: false },
  });
  assert.equal(plantOf(practice(), [], { pauses: [paused(null)] }).mood, "paused");
  const his = plantOf(practice(), [], { pauses: [paused("bob")] });
  assert.notEqual(his.mood, "paused");
  assert.deepEqual(his.pauses, []);
});

test("a practice for one who was never here is left out", () => {
  assert.equal(grow(practice({ requires: "one:erin" }), ground([])), null);
});

test("whoever left is asked no more", () => {
  const members = [
    { id: "alice", joined: null, left: null },
    { id: "bob", joined: null, left: "2026-11-20" },
  ];
  assert.deepEqual(plantOf(practice(), [], { members }).takers, ["alice"]);
});

test("days together counts a day once, and nothing that was taken back", () => {
  const logs = [
    log("alice", TODAY),
    log("bob", TODAY),
    log("bob", "2026-11-22"),
    log("bob", "2026-11-21", "hug", true),
  ];
  assert.equal(daysTogether(logs), 2);
});

test("the gardener reckons again only what changed", () => {
  const hug = practice();
  const walk = practice({}, "walk");
  const garden = gardener();
  const first = garden(ground([hug, walk]));
  const done = log("alice", TODAY);
  const second = garden(ground([hug, walk], [done]));
  assert.notEqual(second[0], first[0]);
  assert.equal(second[1], first[1]);
  assert.equal(garden(ground([hug, walk], [done]))[0], second[0]);
});

test("plants stand in the order of their positions", () => {
  const rows = [
    practice({ position: 2 }, "b"),
    practice({ position: 1 }, "c"),
    practice({ position: 1 }, "a"),
  ];
  assert.deepEqual(
    gardener()(ground(rows)).map((plant) => plant.practice.id),
    ["a", "c", "b"],
  );
});

test("another's day is that of the zone they show, else of home; mine is my phone's", () => {
  const members = membersOf([
    { id: "alice", joined: "2026-01-01", left: null },
    { id: "bob", joined: "2026-01-01", left: null },
    { id: "carol", joined: "2026-02-01", left: null },
  ]);
  const clocks = clocksOf({
    members,
    viewer: "alice",
    viewerZone: "Pacific/Auckland",
    shown: new Map([["bob", "America/New_York"]]),
    home: "Europe/Berlin",
    now: Date.parse("2026-11-23T20:00:00Z"),
  });
  assert.deepEqual(clocks, {
    today: { alice: "2026-11-24", bob: "2026-11-23", carol: "2026-11-23" },
    home: "2026-11-23",
  });
  assert.deepEqual(
    members.map(({ joined }) => joined),
    [null, null, "2026-02-01"],
  );
});

test("a home zone holds from its day on", () => {
  const zones = [
    { from: "2026-01-01", zone: "Europe/Berlin" },
    { from: "2026-12-01", zone: "Asia/Tokyo" },
  ];
  assert.equal(homeZoneAt(zones, Date.parse("2026-11-30T12:00:00Z")), "Europe/Berlin");
  assert.equal(homeZoneAt(zones, Date.parse("2026-11-30T20:00:00Z")), "Asia/Tokyo");
  assert.equal(homeZoneAt([], 0), null);
});
