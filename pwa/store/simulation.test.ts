import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import fc from "fast-check";
import { accountStorage } from "./idb.ts";
import { MemoryStorage } from "./memory.ts";
import type { StoragePort } from "./port.ts";
import { Crashing, Device, type Fault } from "./testing/device.ts";
import { FakeServer } from "./testing/server.ts";
import type { Change, OutboxRow, Parked, RawRec, SentRow } from "./types.ts";

globalThis.IDBKeyRange = IDBKeyRange as typeof globalThis.IDBKeyRange;

const US = "us";
const MINUTE = 60_000;

const put = (entity: string, fields: object): Change => ({
  space: US,
  type: "practice",
  op: "put",
  entity,
  fields: { ...fields },
});

async function content(device: Device): Promise<unknown[]> {
  const rows = await device.all<RawRec>("base");
  return rows.map(({ id, seq, fields, body, deleted }) => ({ id, seq, fields, body, deleted }));
}

/** What must hold in storage after any crash: nothing in two places, and each cursor with its page. */
async function assertWhole(storage: StoragePort, written: string[]): Promise<void> {
  const { outbox, sent, parked } = await storage.read(async (tx) => ({
    outbox: await tx.all<OutboxRow>("outbox"),
    sent: await tx.all<SentRow>("sent"),
    parked: await tx.all<Parked>("parked"),
  }));
  const held = [...outbox, ...sent, ...parked].map((row) => row.id);
  for (const id of written) assert.equal(held.filter((other) => other === id).length, 1, "held once");
}

const STORES: [string, () => StoragePort][] = [
  ["memory", () => new MemoryStorage()],
  ["IndexedDB", () => accountStorage("alice", new IDBFactory() as unknown as globalThis.IDBFactory)],
];

for (const [name, make] of STORES) {
  test(`${name}: power lost at any call to storage leaves nothing torn, and the next start ends well`, async () => {
    for (let calls = 0; ; calls++) {
      const server = new FakeServer();
      server.addSpace(US, "couple", ["alice", "bob"]);
      for (const member of ["alice", "bob"]) server.addSpace(`own-${member}`, "own", [member]);
      server.pageSize = 2;
      const bob = new Device(server, "bob", 2);
      for (let i = 0; i < 5; i++) {
        await bob.write(put(`b${i}`, { title: i }));
        await bob.engine.cycle();
      }
      const storage = make();
      const alice = new Device(server, "alice", 1, storage);
      const rows = await alice.write(put("a1", { title: "mine" }), put("a2", { title: "mine too" }));
      const dying = new Crashing(storage, calls);
      const before = new Device(server, "alice", 3, dying);
      await before.engine.cycle().catch((error: Error) => assert.equal(error.message, "power lost"));
      const written = rows.map((row) => row.id);
      await assertWhole(storage, written);
      await alice.engine.cycle();
      await assertWhole(storage, written);
      await bob.engine.cycle();
      assert.deepEqual(await content(alice), await content(bob));
      assert.equal((await alice.outbox()).length, 0);
      if (!dying.crashed) return assert.ok(calls > 40, `only ${calls} places to crash`);
    }
  });
}

type Act =
  | { do: "write"; who: number; entity: number; field: number }
  | { do: "sync"; who: number; faults: Fault[] }
  | { do: "together" }
  | { do: "crash"; who: number; calls: number }
  | { do: "backup" }
  | { do: "restore" }
  | { do: "time"; ms: number };

const who = fc.integer({ min: 0, max: 2 });
const fault = fc.constantFrom<Fault>("ok", "ok", "offline", "lost_answer");
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      who,
      entity: fc.integer({ min: 0, max: 3 }),
      field: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("sync" as const),
      who,
      faults: fc.array(fault, { maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: "together" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("crash" as const), who, calls: fc.integer({ min: 0, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "backup" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "restore" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("time" as const), ms: fc.integer({ min: 0, max: 20 * MINUTE }) }),
  },
);

/** How often each kind of trouble really happened: a sleepy run proves nothing. */
const happened = { offline: 0, lost_answer: 0, crash: 0, restore: 0, together: 0 };

async function simulate(acts: Act[]): Promise<string> {
  const server = new FakeServer();
  server.addSpace(US, "couple", ["alice", "bob"]);
  for (const member of ["alice", "bob"]) server.addSpace(`own-${member}`, "own", [member]);
  server.pageSize = 2;
  const people = ["alice", "alice", "bob"];
  const devices = people.map((member, i) => new Device(server, member, i + 1));
  const written: string[][] = [[], [], []];
  let restore = server.backup();

  for (const [i, step] of acts.entries()) {
    server.now += 10;
    if (step.do === "write") {
      const device = devices[step.who] as Device;
      const [row] = await device.write(put(`e${step.entity}`, { [`f${step.field}`]: i }));
      written[step.who]?.push(row?.id ?? "");
      assert.equal((await device.see(US, "practice", `e${step.entity}`))?.fields[`f${step.field}`], i);
    } else if (step.do === "sync") {
      const device = devices[step.who] as Device;
      for (const fault of step.faults) if (typeof fault === "string" && fault !== "ok") happened[fault] += 1;
      device.faults = [...step.faults];
      await device.engine.cycle();
      device.faults = [];
    } else if (step.do === "together") {
      happened.together += 1;
      await Promise.all(devices.map((device) => device.engine.cycle()));
    } else if (step.do === "crash") {
      const device = devices[step.who] as Device;
      const dying = new Crashing(device.storage, step.calls);
      const before = new Device(server, device.member, 100 + i, dying);
      await before.engine.cycle().catch((error: Error) => assert.equal(error.message, "power lost"));
      if (dying.crashed) happened.crash += 1;
    } else if (step.do === "backup") restore = server.backup();
    else if (step.do === "restore") {
      happened.restore += 1;
      restore();
    } else server.now += step.ms;
  }

  for (let round = 0; round < 8; round++) {
    server.now += 10 * MINUTE;
    for (const device of devices) await device.engine.cycle();
  }
  const states = await Promise.all(devices.map(content));
  assert.deepEqual(states[1], states[0], "one member's two phones agree");
  assert.deepEqual(states[2], states[0], "partners agree");
  for (const [i, device] of devices.entries()) {
    assert.deepEqual(await device.outbox(), [], "every outbox is empty");
    assert.deepEqual(await device.parked(), [], "nothing was parked without need");
    await assertWhole(device.storage, written[i] ?? []);
    assert.equal(device.mostInFlight <= 1, true, "one request in flight");
  }
  const entities = new Set(acts.flatMap((step) => (step.do === "write" ? [`e${step.entity}`] : [])));
  assert.deepEqual(new Set(server.rows(US).map((row) => row.id)), entities, "nothing was lost");
  if (!acts.some((step) => step.do === "restore")) assertLastWins(acts, server.rows(US));
  return JSON.stringify(states[0]);
}

/**
 * With right clocks and no backup in between, each field holds what was written to it last. (Each value
 * is written once: to write what is there already is no change, and does not renew its time.)
 */
function assertLastWins(acts: Act[], rows: RawRec[]): void {
  const last = new Map<string, number>();
  for (const [i, step] of acts.entries())
    if (step.do === "write") last.set(`e${step.entity} f${step.field}`, i);
  const held = rows.flatMap((row) =>
    Object.entries(row.fields).map(([name, value]) => [`${row.id} ${name}`, value]),
  );
  assert.deepEqual(new Map(held as [string, number][]), last, "the last write to a field stands");
}

test("three phones, any interleaving and any trouble: they agree, and nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      await simulate(acts);
    }),
    { numRuns: 300 },
  );
  for (const [kind, times] of Object.entries(happened)) assert.ok(times > 50, `${kind} only ${times} times`);
});

test("the same seed gives the same end", async () => {
  for (const acts of fc.sample(fc.array(act, { minLength: 20, maxLength: 40 }), { numRuns: 10, seed: 7 })) {
    assert.equal(await simulate(acts), await simulate(acts));
  }
});
