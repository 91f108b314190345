/**
 * Four real engines and the real server, in any interleaving and any trouble that fast-check makes up.
 *
 * TEND_HISTORIES and TEND_SEED choose how many and which; with TEND_SHRINK a failure is made small, which
 * takes a while.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { IDBKeyRange } from "fake-indexeddb";
import fc from "fast-check";
import { type Act, history } from "../testing/four/acts.ts";
import { play } from "../testing/four/history.ts";
import { House, type Tally } from "../testing/four/house.ts";
import type { Fate } from "../testing/four/ledger.ts";
import { judge } from "../testing/four/oracles.ts";
import { type Phone, Tab } from "../testing/four/phone.ts";
import { RealServer } from "../testing/four/server.ts";
import { write } from "../testing/four/writing.ts";
import { Crashing } from "./testing/device.ts";
import type { OutboxRow, RawRec } from "./types.ts";

globalThis.IDBKeyRange = IDBKeyRange as typeof globalThis.IDBKeyRange;

const SHORT = 80;
const HISTORIES = Number(process.env.TEND_HISTORIES ?? SHORT);
const SEED = Number(process.env.TEND_SEED ?? 20261123);

/** How often each trouble comes in so many histories at least, or the run is too sleepy to prove anything. */
const ENOUGH: Record<string, number> = {
  cut: 40,
  lost: 40,
  hang: 40,
  late: 15,
  before: 40,
  after: 40,
  batch: 40,
  "two tabs": 30,
  "several phones": 50,
  crash: 40,
  "crash in a write": 20,
  full: 12,
  "full in a write": 6,
  restore: 40,
  skew: 30,
  weeks: 15,
  locked: 10,
  "third party": 15,
  leave: 6,
  "parked: retry": 1,
  "parked: discard": 1,
  "parked: keep": 1,
};

let server: RealServer;
before(async () => {
  server = await RealServer.start();
});
after(() => server.stop());

async function live(acts: readonly Act[], tally: Tally = new Map(), fates: Map<Fate, number> = new Map()) {
  const house = await House.open(server, tally, acts.length);
  await play(house, acts);
  const end = await judge(house);
  for (const [fate, times] of end.fates) fates.set(fate, (fates.get(fate) ?? 0) + times);
  return end.hash;
}

test("four phones and the real server, any interleaving, any trouble: nothing is lost [row 3] [row 4] [row 6] [row 7] [row 8] [row 12] [row 20] [row 21] [row 23] [row 25]", async (t) => {
  const tally: Tally = new Map();
  const fates = new Map<Fate, number>();
  await fc.assert(
    fc.asyncProperty(history, async (acts) => void (await live(acts, tally, fates))),
    { numRuns: HISTORIES, seed: SEED, endOnFailure: process.env.TEND_SHRINK === undefined },
  );
  t.diagnostic(`seed ${SEED}: ${HISTORIES} histories, ${server.requests} requests`);
  t.diagnostic(`troubles: ${JSON.stringify(Object.fromEntries(tally))}`);
  t.diagnostic(`edits: ${JSON.stringify(Object.fromEntries(fates))}`);
  for (const [kind, times] of Object.entries(ENOUGH)) {
    const met = tally.get(kind) ?? 0;
    assert.ok(met * SHORT >= times * HISTORIES, `too sleepy: ${kind} only ${met} times`);
  }
});

test("the same history gives the same end, to the last byte", async () => {
  for (const acts of fc.sample(history, { numRuns: 3, seed: 7 })) {
    assert.equal(await live(acts), await live(acts));
  }
});

test("power lost at any call to IndexedDB before the real server: nothing is torn [row 1] [row 4]", async () => {
  for (let calls = 0; ; calls++) {
    const house = await House.open(server);
    house.limit = 2;
    const [, laptop, bob] = house.phones as [Phone, Phone, Phone];
    for (const practice of [0, 1, 2]) {
      await write(house, { do: "write", who: 2, where: 0, practice, what: "whole" });
      await bob.tab.cycle();
      await write(house, { do: "write", who: 1, where: practice, practice, what: "check-in" });
    }
    const written = (await laptop.all<OutboxRow>("outbox")).map(({ id }) => id);
    const dying = new Crashing(laptop.disk, calls);
    const cycle = new Tab(laptop, dying).cycle();
    await cycle.catch((error: Error) => assert.equal(error.message, "power lost"));
    const held = [...(await laptop.all<OutboxRow>("outbox")), ...(await laptop.all<OutboxRow>("sent"))];
    assert.deepEqual(held.map(({ id }) => id).sort(), written.sort(), "each write is held once");
    await laptop.reload();
    for (const phone of [laptop, bob, laptop]) await phone.tab.cycle();
    assert.deepEqual(await ours(laptop), await ours(bob));
    assert.deepEqual(await laptop.all("outbox"), []);
    if (!dying.crashed) return assert.ok(calls > 60, `only ${calls} places to crash`);
  }
});

const ours = async (phone: Phone) =>
  (await phone.all<RawRec>("base")).filter(({ space }) => space === server.roll.spaces.ab);
