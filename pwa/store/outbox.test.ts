import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStorage } from "./memory.ts";
import { enqueue, wire } from "./outbox.ts";
import { seeded } from "./testing/device.ts";
import type { Change } from "./types.ts";

const world = { now: () => 1000, random: (bytes: Uint8Array) => void bytes.fill(7) };
const mend: Change = {
  space: "us",
  type: "mend",
  op: "put",
  entity: "m",
  fields: { practice_id: "p", periods: ["2026-11-18"], made_on: "2026-11-23", withdrawn: false },
};

test("a write says what its device had read: of its record, or of the space where that matters", async () => {
  const storage = new MemoryStorage();
  const seqs = await storage.write(async (tx) => {
    tx.put("base", { space: "us", type: "mend", id: "old", seq: 12 });
    const old = { ...mend, entity: "old" };
    const rows = await enqueue(tx, [mend, old, { ...mend, base_seq: 40 }, { ...old, base_seq: 9 }], world);
    return rows.map((row) => wire(row).base_seq);
  });
  assert.deepEqual(seqs, [0, 12, 40, 12]);
});

test("what came in beneath an own write that waits was not seen", async () => {
  const storage = new MemoryStorage();
  const clock = { now: () => 1000, random: seeded(7) };
  const about = { space: "us", type: "practice", op: "patch", entity: "p" } as const;
  const base = (seq: number) => ({ space: "us", type: "practice", id: "p", seq });
  const write = async (change: Pick<Change, "op" | "fields">) => {
    const made = { ...about, ...change };
    const [row] = await storage.write((tx) => enqueue(tx, [made], clock));
    return row?.base_seq;
  };
  await storage.write(async (tx) => tx.put("base", base(4)));
  assert.equal(await write({ op: "patch", fields: { position: 1 } }), 4);
  await storage.write(async (tx) => tx.put("base", base(9)));
  assert.equal(
    await write({ op: "patch", fields: { position: 2 } }),
    4,
    "its own place in the list is what it sees",
  );
  assert.equal(await write({ op: "patch", fields: { rest: 2 } }), 9, "nothing covers the rest");
  assert.equal(await write({ op: "delete", fields: {} }), 4, "a delete is of all that is seen");
});
