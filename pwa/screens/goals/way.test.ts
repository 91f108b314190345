import assert from "node:assert/strict";
import { test } from "node:test";
import { growthOfDeeds, pointAt, wayTo } from "./way.ts";

test("the way begins at the left, ends before the edge, and stays in the picture", () => {
  for (let part = 0; part <= 1; part += 0.01) {
    const { x, y } = pointAt(part);
    assert.ok(x >= 16 && x <= 286 && y > 34 && y < 110, `${part}: ${x} ${y}`);
  }
});

test("what is walked is the beginning of the way and ends at its own point", () => {
  const end = pointAt(0.375);
  assert.ok(wayTo(0.375).endsWith(`L${end.x} ${end.y}`));
  assert.ok(wayTo(0.001).startsWith("M16 "));
});

test("a plant of deeds only grows", () => {
  const strengths = [0, 1, 2, 6, 20].map((times) => growthOfDeeds("a", times).strength);
  assert.deepEqual(
    strengths,
    [...strengths].sort((a, b) => a - b),
  );
  assert.equal(strengths[0], 0);
});
