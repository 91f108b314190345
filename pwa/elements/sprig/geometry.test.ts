import assert from "node:assert/strict";
import { test } from "node:test";
import { placesOf } from "./bed.ts";
import { sprigShape } from "./geometry.ts";

const STRENGTHS = Array.from({ length: 21 }, (_, index) => index / 20);

test("the same practice grows the same plant on every phone", () => {
  const state = { strength: 0.6, bloom: true, seed: "0190a" };
  assert.deepEqual(sprigShape(state), sprigShape({ ...state }));
  assert.notEqual(sprigShape({ ...state, seed: "0190b" }).stem, sprigShape(state).stem);
});

test("strength grows the stem and its leaves, and never takes one away", () => {
  const shapes = STRENGTHS.map((strength) => sprigShape({ strength, seed: "a" }));
  shapes.slice(1).forEach((shape, index) => {
    const before = shapes[index];
    assert.ok(before && shape.tip.y < before.tip.y);
    assert.ok(shape.leaves.length >= before.leaves.length);
  });
  assert.equal(shapes[0]?.leaves.length, 2);
});

test("today's act is one bright leaf, the topmost", () => {
  const { leaves } = sprigShape({ strength: 0.5, newLeaf: true, seed: "a" });
  assert.deepEqual(
    leaves.map((leaf) => leaf.fresh),
    leaves.map((_, index) => index === leaves.length - 1),
  );
});

test("a kept run blooms, and a paused one keeps its leaves, folded", () => {
  assert.equal(sprigShape({ strength: 0.9, bloom: true }).crown, "bloom");
  const open = sprigShape({ strength: 0.9, seed: "a" });
  const paused = sprigShape({ strength: 0.9, bloom: true, paused: true, seed: "a" });
  assert.equal(paused.crown, "none");
  assert.equal(paused.leaves.length, open.leaves.length);
  assert.ok(paused.leaves.every((leaf) => leaf.angle < -50 && leaf.width < 1));
});

test("a strength outside of 0 to 1 is drawn as the nearest that is inside", () => {
  assert.deepEqual(sprigShape({ strength: 7 }), sprigShape({ strength: 1 }));
  assert.deepEqual(sprigShape({ strength: -1 }), sprigShape({ strength: 0 }));
});

test("every sprig stands inside the garden, in order, and the seventh stands behind", () => {
  for (let count = 1; count <= 14; count++) {
    const places = placesOf(Array.from({ length: count }, (_, index) => `practice ${index}`));
    assert.equal(places.length, count);
    assert.ok(places.every((place) => place.x > 6 && place.x < 334 && place.y < 150));
    const front = places.filter((place) => place.scale > 0.8);
    assert.equal(front.length, Math.min(6, count));
    assert.ok(front.every((place, index) => index === 0 || place.x > (front[index - 1]?.x ?? 0)));
  }
});
