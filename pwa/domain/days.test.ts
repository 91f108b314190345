import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { dateOf, dayOf, labelOf, plusDays, unlived, weekdayOf } from "./days.ts";

const VECTORS = new URL("../../tests/vectors/streaks.yaml", import.meta.url);

const vectors = parse(readFileSync(VECTORS, "utf8")) as {
  labels: { id: string; instant: string; tz: string; rollover?: number; label: string }[];
  unlived: { id: string; zones: [string, string][]; until: string; expect: string[] }[];
};

test("the file holds labels and journeys", () => {
  assert.deepEqual([vectors.labels.length, vectors.unlived.length], [12, 2]);
});

for (const { id, instant, tz, rollover, label } of vectors.labels) {
  test(`a log belongs to the day its wall clock shows: ${id}`, () => {
    assert.equal(labelOf(Date.parse(instant), tz, rollover), label);
  });
}

for (const { id, zones, until, expect } of vectors.unlived) {
  test(`a day jumped over is not asked for: ${id}`, () => {
    assert.deepEqual(unlived(zones.map(at), Date.parse(until)), expect);
  });
}

test("a whole day that a country skipped was not lived", () => {
  const history = [["2011-12-20T00:00:00Z", "Pacific/Apia"] as [string, string]].map(at);
  assert.deepEqual(unlived(history, Date.parse("2012-01-05T00:00:00Z")), ["2011-12-30"]);
});

test("neither summer time nor the half days at both ends make a day unlived", () => {
  const history = [["2026-03-20T21:00:00Z", "Europe/Berlin"] as [string, string]].map(at);
  assert.deepEqual(unlived(history, Date.parse("2026-11-01T05:00:00Z")), []);
});

test("a journey that begins after `until` has not happened", () => {
  const zones = [
    ["2026-04-29T12:00:00Z", "America/Los_Angeles"],
    ["2026-05-02T18:00:00Z", "Pacific/Auckland"],
  ] as [string, string][];
  assert.deepEqual(unlived(zones.map(at), Date.parse("2026-05-02T12:00:00Z")), []);
});

test("a zone that nobody knows is refused", () => {
  assert.throws(() => labelOf(0, "Moon/Tycho"), RangeError);
});

test("days and dates are each other's way back, over leap days and before 1970", () => {
  for (const date of ["1969-12-31", "1970-01-01", "2024-02-29", "2100-03-01", "2026-11-23"])
    assert.equal(dateOf(dayOf(date)), date);
  assert.equal(plusDays("2024-02-28", 2), "2024-03-01");
  assert.deepEqual(["1969-12-29", "2026-03-02", "2026-03-08"].map(dayOf).map(weekdayOf), [0, 0, 6]);
});

function at([instant, zone]: [string, string]): [number, string] {
  return [Date.parse(instant), zone];
}
