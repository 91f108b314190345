import assert from "node:assert/strict";
import { test } from "node:test";
import {
  amiss,
  cadenceOf,
  cadencesWith,
  editOf,
  entryDraft,
  ownDraft,
  planOf,
  recordDraft,
  requiresOf,
} from "./draft.ts";

const TODAY = "2026-11-23";
// biome-ignore lint/suspicious/noThenProperty: the record spells it so
const PLAN = { cue: "at five", then: "" };
const weekly = { from: "2026-11-02", kind: "weekly", times: 3, week_start: "sun" } as const;

const fields = {
  area: "affection" as const,
  catalogue: null,
  requires: "one:bob" as const,
  cadences: [weekly],
  start: "2026-11-02",
  ended: null,
  rest: 2,
  position: 0,
};

test("what comes from the catalogue keeps its rhythm and who it takes", () => {
  const draft = entryDraft("quality-time", {
    slug: "phones-away",
    title: "Phones away",
    summary: "Half an hour",
    how: [],
    minutes: 30,
    requires: "together",
    private: false,
    cadence: { kind: "weekly", times: 4 },
    plan_cues: [],
    window: { start: "18:00", end: "20:00" },
    when_not: "",
    evidence: {
      measured: "",
      who: "",
      found: "",
      confidence: "none",
      caveat: "",
      source: { authors: "", year: 2000, title: "", where: "" },
    },
  });
  assert.equal(requiresOf(draft, "alice"), "together");
  assert.deepEqual(cadenceOf(draft, TODAY), { from: TODAY, kind: "weekly", times: 4, week_start: "mon" });
});

test("a record goes into the form and comes out the same", () => {
  const draft = recordDraft({ fields, body: { title: "Tea" } }, weekly, "alice");
  assert.equal(requiresOf(draft, "alice"), "one:bob");
  assert.deepEqual(cadencesWith(fields.cadences, draft, TODAY), [weekly]);
});

test("another rhythm begins today and leaves the past as it was", () => {
  const draft = { ...recordDraft({ fields, body: null }, weekly, "bob"), kind: "daily" as const };
  assert.deepEqual(cadencesWith(fields.cadences, draft, TODAY), [
    weekly,
    { from: TODAY, kind: "daily", week_start: "sun" },
  ]);
});

test("changed twice on one day it has one version of that day", () => {
  const draft = { ...ownDraft(true), kind: "monthly" as const, times: "2" };
  const before = [weekly, { from: TODAY, kind: "daily" as const }];
  assert.deepEqual(
    cadencesWith(before, draft, TODAY).map(({ from, kind }) => [from, kind]),
    [
      [weekly.from, "weekly"],
      [TODAY, "monthly"],
    ],
  );
});

test("a change before it has begun keeps its first day", () => {
  const draft = { ...ownDraft(true), kind: "daily" as const };
  assert.equal(cadencesWith([{ ...weekly, from: "2026-12-01" }], draft, TODAY)[0]?.from, "2026-12-01");
});

test("a form says what does not fit", () => {
  const draft = { ...ownDraft(false), title: " ", kind: "weekly" as const, times: "8" };
  assert.deepEqual([...amiss(draft)], ["title", "times"]);
  assert.deepEqual([...amiss({ ...draft, title: "Tea", kind: "every", days: "1.5" })], ["days"]);
  assert.equal(amiss({ ...draft, title: "Tea", kind: "daily" }).size, 0);
});

test("without a cue there is no plan", () => {
  assert.equal(planOf(ownDraft(true)), undefined);
  assert.equal(planOf({ ...ownDraft(true), cue: " after dinner " })?.cue, "after dinner");
});

test("an edit names only what was changed, and a plan can go", () => {
  const body = { title: "Tea", how: ["Boil"], plan: PLAN };
  const before = recordDraft({ fields, body }, weekly, "alice");
  const edit = (part: object) =>
    editOf({ fields, body }, before, { ...before, ...part }, { viewer: "alice", today: TODAY });
  assert.deepEqual(edit({}), { fields: {}, body: null });
  assert.deepEqual(edit({ rest: 0 }), { fields: { rest: 0 }, body: null });
  assert.deepEqual(edit({ who: "me" }).fields, { requires: "one:alice" });
  assert.deepEqual(edit({ cue: "" }), { fields: {}, body: { title: "Tea", how: ["Boil"] } });
});
