import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { dateOf, dayOf } from "./days.ts";
import { type Asked, type Cadence, type Event, evaluate, publicView, type Rhythm } from "./rhythm.ts";

const FILES = ["streaks.yaml", "streaks-more.yaml"];

interface Given extends Omit<Asked, "events" | "today" | "practice" | "viewer"> {
  viewer?: string;
  practice: Omit<Asked["practice"], "cadences"> & {
    week_start?: string;
    cadence?: Cadence;
    cadences?: Cadence[];
  };
  events: (string | { id: string; m: string; d: string })[];
  deleted?: string[];
  today: string | Record<string, string>;
}

interface Vector {
  id: string;
  given: Given;
  expect: Partial<Rhythm>;
  steps?: { given?: Partial<Given>; expect: Partial<Rhythm> }[];
}

const steps = FILES.flatMap(read).flatMap((vector) =>
  (vector.steps ?? [vector]).map((step, n) => ({
    name: `${vector.id}.${n}`,
    given: { ...vector.given, ...step.given } as Given,
    expect: step.expect,
  })),
);

test("no vector is left out", () => {
  assert.ok(steps.length >= 125);
});

for (const { name, given, expect } of steps) {
  test(`the rhythm is the vector's: ${name}`, () => {
    const came = evaluate(asked(given));
    for (const [field, want] of Object.entries(expect)) {
      const got = came[field as keyof Rhythm];
      // Some strengths come from a program that cuts off the seventh digit every day.
      if (field === "strength")
        assert.ok(Math.abs((got as number) - (want as number)) < 2e-6, `${got} for ${want}`);
      else assert.deepEqual(got, want, field);
    }
  });
}

test("of affection only the total and today are seen", () => {
  const [vector] = steps;
  assert.ok(vector);
  const whole = evaluate(asked(vector.given));
  assert.deepEqual(publicView({ ...whole, state: "lapsed" }, "affection"), { total: 4, state: "open" });
  assert.deepEqual(publicView(whole, "affection"), { total: 4, state: "done" });
  assert.equal(publicView(whole, "quality-time"), whole);
});

test("a practice that asks nobody who is there is refused", () => {
  const [vector] = steps;
  assert.ok(vector);
  const given = asked(vector.given);
  assert.throws(
    () => evaluate({ ...given, practice: { ...given.practice, requires: "one:zoe" } }),
    RangeError,
  );
  assert.throws(() => evaluate({ ...given, viewer: "zoe" }), RangeError);
});

test("nobody's input is changed", () => {
  for (const { given } of steps) {
    const input = asked(given);
    const before = structuredClone(input);
    evaluate(input);
    assert.deepEqual(input, before);
  }
});

function read(file: string): Vector[] {
  const text = readFileSync(new URL(`../../tests/vectors/${file}`, import.meta.url), "utf8");
  const { streaks, defaults } = parse(text) as { streaks: Vector[]; defaults: Partial<Given> };
  return streaks.map((vector) => ({ ...vector, given: { ...defaults, ...vector.given } }));
}

function asked({ practice, events, deleted = [], today, ...rest }: Given): Asked {
  const { week_start = "mon", cadence, cadences, ...kept } = practice;
  const versions = cadences ?? (cadence ? [cadence] : []);
  return {
    ...rest,
    viewer: rest.viewer ?? "a",
    practice: { ...kept, cadences: versions.map((version) => ({ week_start, ...version })) },
    events: events.flatMap((line) => logs(line, deleted)),
    today: typeof today === "string" ? Object.fromEntries(rest.members.map(({ id }) => [id, today])) : today,
  };
}

function logs(line: Given["events"][number], deleted: string[]): Event[] {
  if (typeof line !== "string") return deleted.includes(line.id) ? [] : [{ member: line.m, label: line.d }];
  const [, who = "", first = "", last = first, step = "1"] =
    /^(\w+) ([\d-]+)(?:\.\.([\d-]+))?(?:\/(\d+))?$/.exec(line) ?? [];
  const found: Event[] = [];
  for (let day = dayOf(first); day <= dayOf(last); day += Number(step))
    for (const member of who) found.push({ member, label: dateOf(day) });
  return found;
}
