/** The outbox: where a write becomes durable, in order, before anything is said to be saved. */
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
}

export const SCHEMA = 1;
export const MAX_BATCH = 100;

export async function deviceOf(tx: ReadTx, world: World): Promise<DeviceRow> {
  const known = await tx.get<DeviceRow>("meta", "device");
  return known ?? { key: "device", id: uuid7(world.now(), world.random), n: 0, last: 0, offset: 0 };
}

/** Writes the changes behind everything that is already there. The outbox is the overlay: one row, one truth. */
export async function enqueue(tx: Tx, changes: readonly Change[], world: World): Promise<OutboxRow[]> {
  const device = await deviceOf(tx, world);
  const bases = await Promise.all(
    changes.map(({ space, type, entity }) => tx.get<RawRec>("base", [space, type, entity])),
  );
  const rows = changes.map((change, i): OutboxRow => {
    device.n += 1;
    device.last = Math.max(device.last + 1, world.now() + device.offset);
    return {
      ...change,
      id: uuid7(world.now(), world.random),
      n: device.n,
      v: 1,
      base_seq: Math.max(bases[i]?.seq ?? 0, change.base_seq ?? 0),
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

export const entityOf = (row: Pick<Change, "space" | "entity">) => `${row.space}/${row.entity}`;

export const byN = (a: { n: number }, b: { n: number }) => a.n - b.n;

/**
 * What may be sent now, oldest first. A parked, failing or waiting write holds back only the later ones
 * of its own entity.
 */
export function due(outbox: OutboxRow[], parked: Parked[], now: number, limit = MAX_BATCH): OutboxRow[] {
  const held = new Map(parked.map((row) => [entityOf(row), row.n]));
  const batch: OutboxRow[] = [];
  for (const row of [...outbox].sort(byN)) {
    const entity = entityOf(row);
    const hold = held.get(entity) ?? Number.MAX_VALUE;
    if (row.state !== "pending" || row.n > hold) continue;
    if (row.after > now) held.set(entity, row.n);
    else batch.push(row);
    if (batch.length === limit) break;
  }
  return batch;
}

/** The mutation alone, without what only this device needs to know. */
export function wire(row: OutboxRow): Mutation {
  const { state, seq, fails, waits, after, replay, ...mutation } = row;
  return mutation;
}

export function pushBody(member: string, device: string, rows: OutboxRow[]) {
  return { account: member, device, schema: SCHEMA, mutations: rows.map(wire) };
}
