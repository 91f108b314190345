import assert from "node:assert/strict";
import { test } from "node:test";
import { cursorOf } from "./cursors.ts";
import { MemoryStorage } from "./memory.ts";
import type { PullAnswer, SpaceAsk, SpacePage } from "./protocol.ts";
import { applyPull } from "./pulling.ts";
import type { OutboxRow, RawRec } from "./types.ts";

const US = "us";
const world = { now: () => 1000, random: (bytes: Uint8Array) => void bytes.fill(7) };

const record = (id: string, seq: number) => ({
  space: US,
  type: "practice",
  id,
  seq,
  author: "alice",
  created_on: "2026-11-23",
  updated_on: "2026-11-23",
  deleted: false,
  fields: { seq },
  body: null,
  enc: "none",
  key_epoch: 0,
  rev: 0,
});

function pulled(
  storage: MemoryStorage,
  ask: SpaceAsk,
  page: Partial<SpacePage>,
  head: number,
  confirmed = {},
) {
  const body = {
    account: "alice",
    device: "d",
    schema: 1,
    spaces: [ask],
    new_spaces: false,
    unconfirmed: Object.keys(confirmed),
    limit: 500,
  };
  const space = { id: US, kind: "couple" as const, head, closed: false, continued: [], members: [] };
  const answer: PullAnswer = {
    spaces: [
      { id: US, state: "ok", changes: [], cursor: null, before: null, more: false, floor: null, ...page },
    ],
    confirmed,
    memberships: [space],
    server_time: new Date(1000).toISOString(),
    min_schema: 1,
  };
  return storage.write((tx) => applyPull(tx, body, answer, world, 1000));
}

const seqOf = async (storage: MemoryStorage, id: string) =>
  (await storage.read((tx) => tx.get<RawRec>("base", [US, "practice", id])))?.seq;

test("in whatever order pages come, the newer record stands", async () => {
  const storage = new MemoryStorage();
  await pulled(storage, { id: US }, { changes: [record("a", 9)], cursor: "c9", before: "b8" }, 9);
  await pulled(
    storage,
    { id: US, before: "b8" },
    { changes: [record("a", 3), record("b", 2)], before: null },
    9,
  );
  assert.deepEqual([await seqOf(storage, "a"), await seqOf(storage, "b")], [9, 2]);
});

test("a page that another tab has overtaken is left, and its cursor with it", async () => {
  const storage = new MemoryStorage();
  await pulled(storage, { id: US }, { cursor: "c1" }, 1);
  await pulled(storage, { id: US, cursor: "c1" }, { changes: [record("a", 5)], cursor: "c5" }, 5);
  const late = await pulled(
    storage,
    { id: US, cursor: "c1" },
    { changes: [record("b", 3)], cursor: "c3" },
    3,
  );
  assert.equal((await storage.read((tx) => cursorOf(tx, US))).cursor, "c5");
  assert.equal(late.next.get(US), "live");
});

test("a confirmed write stays in the outbox until the page that holds it is here", async () => {
  const storage = new MemoryStorage();
  const row = { id: "m", n: 1, space: US, type: "practice", entity: "a", state: "acked", fields: {} };
  await storage.write(async (tx) => tx.put("outbox", row as unknown as OutboxRow));
  const waiting = async () => (await storage.read((tx) => tx.all("outbox"))).length;
  const first = { changes: [record("early", 2), record("z", 9)], cursor: "c9", before: "b8", floor: 9 };
  await pulled(storage, { id: US }, first, 9, { m: 4 });
  assert.equal(await waiting(), 1, "its page is further back, whatever came early");
  await pulled(storage, { id: US, before: "b8" }, { changes: [record("a", 4)], floor: 0 }, 9, { m: 4 });
  assert.equal(await waiting(), 0);
});

test("a confirmed write is seen until its record is here, which may have moved on beyond the page [row 4]", async () => {
  const storage = new MemoryStorage();
  await pulled(storage, { id: US }, { changes: [record("a", 4)], cursor: "c4", floor: 0 }, 4);
  const row = { id: "m", n: 1, space: US, type: "practice", entity: "a", state: "acked", fields: {} };
  await storage.write(async (tx) => tx.put("outbox", row as unknown as OutboxRow));
  const waiting = async () => (await storage.read((tx) => tx.all("outbox"))).length;
  const first = { changes: [record("b", 6)], cursor: "c6", more: true };
  await pulled(storage, { id: US, cursor: "c4" }, first, 9, { m: 5 });
  assert.equal(await waiting(), 1, "what it wrote at 5 was written again at 9");
  await pulled(storage, { id: US, cursor: "c6" }, { changes: [record("a", 9)], cursor: "c9" }, 9, { m: 5 });
  assert.equal(await waiting(), 0);
});
