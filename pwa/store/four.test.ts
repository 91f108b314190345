import { after, before, test } from "node:test";
import { IDBKeyRange } from "fake-indexeddb";
import fc from "fast-check";
import { type Act, act } from "../testing/four/acts.ts";
import { play } from "../testing/four/history.ts";
import { House, type Tally } from "../testing/four/house.ts";
import type { Fate } from "../testing/four/ledger.ts";
import { judge } from "../testing/four/oracles.ts";
import { RealServer } from "../testing/four/server.ts";

globalThis.IDBKeyRange = IDBKeyRange as typeof globalThis.IDBKeyRange;

const HISTORIES = Number(process.env.TEND_HISTORIES ?? 60);
const SEED = Number(process.env.TEND_SEED ?? 20261123);

let server: RealServer;
before(async () => {
  server = await RealServer.start();
});
after(() => server.stop());

const history = fc.array(act, { minLength: 15, maxLength: 60, size: "max" });

async function live(acts: readonly Act[], tally: Tally = new Map(), fates: Map<Fate, number> = new Map()) {
  const house = await House.open(server, tally, acts.length);
  await play(house, acts);
  const end = await judge(house);
  for (const [fate, times] of end.fates) fates.set(fate, (fates.get(fate) ?? 0) + times);
  return end.hash;
}

test("four phones and the real server, any interleaving, any trouble: nothing is lost", async (t) => {
  const tally: Tally = new Map();
  const fates = new Map<Fate, number>();
  await fc.assert(
    fc.asyncProperty(history, async (acts) => void (await live(acts, tally, fates))),
    { numRuns: HISTORIES, seed: SEED, endOnFailure: process.env.TEND_SHRINK === undefined },
  );
  t.diagnostic(`${HISTORIES} histories, ${server.requests} requests`);
  t.diagnostic(JSON.stringify(Object.fromEntries(tally)));
  t.diagnostic(JSON.stringify(Object.fromEntries(fates)));
});
