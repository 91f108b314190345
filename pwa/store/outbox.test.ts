import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStorage } from "./memory.ts";
import { enqueue, wire } from "./outbox.ts";
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
