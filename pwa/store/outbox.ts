/** The outbox: where a write becomes durable, in order, before anything is said to be saved. */
import { type CursorRow, cursorKey, cursorsOf } from "./cursors.ts";
import { uuid7 } from "./ids.ts";
import type { ReadTx, Tx } from "./port.ts";
import type { Change, Mutation, OutboxRow, Parked, RawRec } from "./types.ts";

/** Where time and chance come from. */
export interface World {
  /** ms since 1970 by this device. */
  now(): number;
  random(bytes: Uint8Array): void;
}

/** This device's place in the order of its own writes. */
export interface DeviceRow {
  key: "device";
  id: string;
  /** The last number given to a mutation. */
  n: number;
  /** The last `at` given, in ms: later writes are never earlier. */
  last: number;
  /** The server's clock minus this device's, in ms, when last heard. */
  offset: number;
  /** When the server was last heard, in ms by its own clock. */
  heard: number;
}

export const SCHEMA = 1;
export const MAX_BATCH = 100;
/** ms that a write waits at most before it is tried again. */
export const LONGEST = 300_000;

export async function deviceOf(tx: ReadTx, world: World): Promise<DeviceRow> {
  const known = await tx.get<DeviceRow>("meta", "device");
  return known ?? { key: "device", id: uuid7(world.now(), world.random), n: 0, last: 0, offset: 0, heard: 0 };
}

/** Writes the changes behind everything that is already there. The outbox is the overlay: one row, one truth. */
export async function enqueue(tx: Tx, changes: readonly Change[], world: World): Promise<OutboxRow[]> {
  const device = await deviceOf(tx, world);
  const waiting = await tx.all<OutboxRow>("outbox");
  const bases = await Promise.all(changes.map((change) => seqOf(tx, change, waiting)));
  const rows = changes.map((change, i): OutboxRow => {
    device.n += 1;
    device.last = Math.max(device.last + 1, world.now() + device.offset);
    return {
      id: uuid7(world.now(), world.random),
      ...change,
      n: device.n,
      v: 1,
      base_seq: bases[i] ?? 0,
      at: new Date(device.last).toISOString(),
      state: "pending",
      fails: 0,
      waits: 0,
      after: 0,
    };
  });
  for (const row of rows) tx.put("outbox", row);
  tx.put("meta", device);
  return rows;
}

/**
 * What was seen of that record; nothing that counts, while the server's new history is not here yet. Where an own
 * write of the same fields waits, it is what was seen, and nothing that came in beneath it since.
 */
async function seqOf(tx: ReadTx, change: Change, waiting: readonly OutboxRow[]): Promise<number> {
  const { space, type, entity, op, fields, base_seq = 0 } = change;
  if ((await tx.get<CursorRow>("meta", cursorKey(space)))?.rebuilding) return 0;
  const here = (await tx.get<RawRec>("base", [space, type, entity]))?.seq ?? 0;
  const covers = waiting.filter(
    (row) =>
      row.entity === entity && (op === "delete" || Object.keys(row.fields).some((name) => name in fields)),
  );
  return Math.max(Math.min(here, ...covers.map((row) => row.base_seq)), base_seq);
}

export const entityOf = (row: Pick<Change, "space" | "entity">) => `${row.space}/${row.entity}`;

export const byN = (a: { n: number }, b: { n: number }) => a.n - b.n;

/**
 * What may be sent now, oldest first. A parked, failing or waiting write holds back only the later ones
 * of its own entity; so does one that no pull has confirmed, for the server may yet forget it.
 */
function due(outbox: OutboxRow[], parked: Parked[], now: number, limit = MAX_BATCH): OutboxRow[] {
  const held = new Set<string>();
  const batch: OutboxRow[] = [];
  for (const row of unheld(outbox, parked)) {
    const entity = entityOf(row);
    if (row.state === "acked" || waitOf(row, now)) held.add(entity);
    else if (!held.has(entity) && batch.length < limit) batch.push(row);
  }
  return batch;
}

/** Those that no parked write of their entity holds back, oldest first. */
export function unheld(outbox: readonly OutboxRow[], parked: readonly Parked[]): OutboxRow[] {
  return outbox
    .filter((row) => !parked.some((one) => one.n < row.n && entityOf(one) === entityOf(row)))
    .sort(byN);
}

/** ms that it still has to wait. A longer wait than there is comes from a clock that was ahead, and ends. */
export function waitOf({ after }: OutboxRow, now: number): number {
  return after <= now || after > now + LONGEST ? 0 : after - now;
}

/** The mutation alone, without what only this device needs to know. */
export function wire(row: OutboxRow): Mutation {
  const { state, seq, fails, waits, after, replay, ...mutation } = row;
  return mutation;
}

/**
 * The next push, from what is stored. A space that was never read is read first: on a server that came back from a
 * backup, what this device sent there long ago goes before anything new.
 */
export async function outgoing(tx: ReadTx, member: string, world: World, limit?: number) {
  const found = due(await tx.all("outbox"), await tx.all("parked"), world.now(), limit);
  const cursors = await cursorsOf(tx, new Set(found.map((row) => row.space)));
  const rows = found.filter(({ space }) => cursors[space]);
  const device = (await deviceOf(tx, world)).id;
  return { rows, body: { account: member, device, schema: SCHEMA, mutations: rows.map(wire), cursors } };
}
