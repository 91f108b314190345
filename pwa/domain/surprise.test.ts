import assert from "node:assert/strict";
import { test } from "node:test";
import { type Drawn, draw, NOTHING_DRAWN, putAway } from "./surprise.ts";

/** Numbers from 0 to below 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const ALL = Array.from({ length: 64 }, (_, i) => `gesture-${i}`);

function rounds(seed: number, times: number, all = ALL): string[] {
  const chance = dice(seed);
  let drawn: Drawn = NOTHING_DRAWN;
  return Array.from({ length: times }, () => {
    drawn = draw(all, drawn, chance);
    return drawn.now as string;
  });
}

test("none comes again before all were shown, round after round", () => {
  for (let seed = 0; seed < 50; seed++) {
    const shown = rounds(seed, 3 * ALL.length);
    for (let round = 0; round < 3; round++) {
      const part = shown.slice(round * ALL.length, (round + 1) * ALL.length);
      assert.equal(new Set(part).size, ALL.length);
    }
    for (let i = 1; i < shown.length; i++) assert.notEqual(shown[i], shown[i - 1]);
  }
});

test("the order is chance's own: another seed, another order; the same seed, the same", () => {
  assert.deepEqual(rounds(7, 64), rounds(7, 64));
  assert.notDeepEqual(rounds(7, 64), rounds(8, 64));
});

test("what is put away counts as shown", () => {
  const first = draw(ALL, NOTHING_DRAWN, dice(1));
  const away = putAway(first);
  assert.equal(away.now, null);
  assert.deepEqual(away.used, [first.now]);
});

test("new gestures join, old ones that are gone do no harm", () => {
  const drawn: Drawn = { used: ["gone", "a"], now: null };
  assert.equal(draw(["a", "b"], drawn, () => 0.99).now, "b");
});

test("one alone may come again, and of none there is none", () => {
  assert.equal(draw(["a"], { used: ["a"], now: "a" }, () => 0).now, "a");
  assert.equal(draw([], NOTHING_DRAWN, () => 0).now, null);
});
