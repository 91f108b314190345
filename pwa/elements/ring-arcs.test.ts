import assert from "node:assert/strict";
import { test } from "node:test";
import { arcsOf, type RingMember, ringClosed } from "./ring-arcs.ts";

const alice = (done: boolean): RingMember => ({ id: "alice", done, mine: true });
const bob = (done: boolean): RingMember => ({ id: "bob", done });
const carol = (done: boolean): RingMember => ({ id: "carol", done });

const shown = (members: RingMember[], takes: Parameters<typeof arcsOf>[1]) =>
  arcsOf(members, takes).map(({ key, filled, tone }) => `${key} ${tone} ${filled ? "filled" : "open"}`);

test("each has a half of their own, mine first and in moss", () => {
  assert.deepEqual(shown([bob(true), alice(false)], "each"), ["alice 0 open", "bob 1 filled"]);
  assert.equal(ringClosed([bob(true), alice(false)], "each"), false);
  assert.equal(ringClosed([bob(true), alice(true)], "each"), true);
});

test("either fills the ring at once, in the colour of who did it", () => {
  assert.deepEqual(shown([alice(false), bob(true)], "either"), ["all 1 filled"]);
  assert.deepEqual(shown([alice(true), bob(false)], "either"), ["all 0 filled"]);
  assert.equal(ringClosed([alice(false), bob(true)], "either"), true);
});

test("together: one says we did, and every part closes", () => {
  assert.deepEqual(shown([alice(false), bob(true)], "together"), ["alice 0 filled", "bob 1 filled"]);
});

test("more members are as many arcs, each in a tone of its own", () => {
  assert.deepEqual(shown([alice(true), bob(false), carol(true)], "each"), [
    "alice 0 filled",
    "bob 1 open",
    "carol 2 filled",
  ]);
});

test("on one's own the ring is whole", () => {
  assert.deepEqual(shown([alice(true)], "each"), ["all 0 filled"]);
  assert.deepEqual(shown([], "each"), []);
  assert.equal(ringClosed([], "each"), false);
});

test("the arcs of a ring begin where the one before ends", () => {
  const paths = arcsOf([alice(true), bob(true), carol(true)], "each").map((arc) => arc.path);
  const ends = paths.map((path) => path.split(" 0 ").at(-1));
  const starts = paths.map((path) => /^M([\d.]+ [\d.]+)A/.exec(path)?.[1]);
  assert.deepEqual(starts, [ends.at(-1), ...ends.slice(0, -1)]);
});
