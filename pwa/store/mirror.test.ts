import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals-core";
import { Mirror } from "./mirror.ts";
import type { OutboxRow, RawRec } from "./types.ts";

const record = (type: string, id: string, seq = 1): RawRec => ({
  space: "us",
  type,
  id,
  seq,
  author: "alice",
  created_on: "2026-11-23",
  updated_on: "2026-11-23",
  deleted: false,
  fields: { label: "2026-11-23" },
  body: null,
});

const write = (type: string, entity: string, fields: object): OutboxRow => ({
  id: `m-${entity}`,
  n: 1,
  space: "us",
  type,
  op: "put",
  entity,
  v: 1,
  base_seq: 0,
  at: "2026-11-23T10:00:00.000Z",
  fields: { ...fields },
  state: "pending",
  fails: 0,
  waits: 0,
  after: 0,
});

test("a query runs again when its space and type change, and for nothing else", () => {
  const mirror = new Mirror("alice");
  let runs = 0;
  const count = mirror.live("us", "check_in", (all) => {
    runs += 1;
    return all.length;
  });
  const seen: number[] = [];
  effect(() => void seen.push(count.value));
  mirror.applied([record("practice", "hug")]);
  mirror.applied([{ ...record("check_in", "c0"), space: "other" }]);
  assert.equal(runs, 1);
  mirror.applied([record("check_in", "c1"), record("check_in", "c2")]);
  assert.equal(runs, 2, "once for a whole page");
  assert.deepEqual(seen, [0, 2]);
});

test("a write is seen until its confirmation, and the record after it", () => {
  const mirror = new Mirror("alice");
  mirror.pending([write("check_in", "c1", { label: "2026-11-24" })]);
  assert.deepEqual(
    [mirror.read("us", "check_in", "c1")?.pending, mirror.read("us", "check_in", "c1")?.author],
    [true, "alice"],
  );
  mirror.applied([record("check_in", "c1", 5)]);
  assert.equal(mirror.read("us", "check_in", "c1")?.fields.label, "2026-11-24");
  mirror.pending([]);
  assert.equal(mirror.read("us", "check_in", "c1")?.pending, false);
  assert.equal(mirror.read("us", "check_in", "c1")?.fields.label, "2026-11-23");
});

test("what is deleted is not shown", () => {
  const mirror = new Mirror("alice");
  mirror.applied([record("practice", "hug")]);
  mirror.applied([{ ...record("practice", "hug", 2), deleted: true }]);
  assert.equal(mirror.live("us", "practice", (all) => all.length).value, 0);
  assert.equal(mirror.read("us", "practice", "hug"), undefined);
});

test("after a server came back from a backup, the head is what is here now [row 6]", () => {
  const mirror = new Mirror("alice");
  mirror.applied([record("practice", "hug", 50)]);
  mirror.load([record("practice", "hug", 9)], []);
  assert.equal(mirror.head("us"), 9);
});

test("one change among forty thousand records looks at one record again", () => {
  const mirror = new Mirror("alice");
  mirror.applied(Array.from({ length: 40_000 }, (_, i) => record("check_in", `c${i}`)));
  const first = mirror.read("us", "check_in", "c0");
  const count = mirror.live("us", "check_in", (all) => all.length);
  assert.equal(count.value, 40_000);
  mirror.pending([write("check_in", "new", {})]);
  assert.equal(count.value, 40_001);
  assert.equal(mirror.read("us", "check_in", "c0"), first, "the same object as before");
});
