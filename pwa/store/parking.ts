/** Writes that the server will not have. They stay with their author, visible, until their author decides. */

import { enqueue, type World } from "./outbox.ts";
import type { ReadTx, Tx } from "./port.ts";
import type { Change, OutboxRow, Parked, RawRec } from "./types.ts";

export async function park(
  tx: Tx,
  row: OutboxRow,
  why: { code: string; detail: string },
  now: number,
): Promise<void> {
  const parked: Parked = { ...row, ...why, parked_at: now, context: await contextOf(tx, row) };
  tx.put("parked", parked);
  tx.remove("outbox", row.id);
}

/** The record itself and the practice it belongs to, while they are still here. */
async function contextOf(tx: ReadTx, row: OutboxRow): Promise<RawRec[]> {
  const own = await tx.get<RawRec>("base", [row.space, row.type, row.entity]);
  const practice = row.fields.practice_id ?? own?.fields.practice_id;
  const parent =
    typeof practice === "string"
      ? await tx.get<RawRec>("base", [row.space, "practice", practice])
      : undefined;
  return [own, parent].filter((record) => record !== undefined);
}

/** Everything waiting for this space is parked: it was left, or it is gone. */
export async function parkSpace(tx: Tx, space: string, code: string, now: number): Promise<void> {
  const rows = (await tx.all<OutboxRow>("outbox")).filter((row) => row.space === space);
  for (const row of rows) await park(tx, row, { code, detail: "" }, now);
}

/** Back into the outbox, at its old place in the order. */
export async function retryParked(tx: Tx, id: string): Promise<void> {
  const parked = await tx.get<Parked>("parked", id);
  if (!parked) return;
  const { code: _code, detail: _detail, parked_at: _at, context: _context, ...row } = parked;
  tx.put("outbox", { ...row, state: "pending", fails: 0, waits: 0, after: 0 });
  tx.remove("parked", id);
}

/** After an update of the client, or a way back into a space: what was refused may be taken now. */
export async function retryRefused(tx: Tx): Promise<void> {
  for (const row of await tx.all<Parked>("parked")) {
    if (!row.code.startsWith("space_")) await retryParked(tx, row.id);
  }
}

/**
 * Writes the parked change into the member's own space instead, with the practice it belongs to. Ids
 * stay as they are: the same id in another space is another row, and derived ids still fit.
 */
export async function keepPrivately(
  tx: Tx,
  id: string,
  ownSpace: string,
  world: World,
): Promise<OutboxRow[]> {
  const parked = await tx.get<Parked>("parked", id);
  if (!parked) return [];
  const here = async (record: RawRec) =>
    (await tx.get("base", [ownSpace, record.type, record.id])) !== undefined;
  const changes: Change[] = [];
  for (const record of parked.context) {
    if (record.id === parked.entity || (await here(record))) continue;
    changes.push(copyOf(record, ownSpace));
  }
  const whole = parked.context.find((record) => record.id === parked.entity);
  const under = whole ? copyOf(whole, ownSpace).fields : {};
  changes.push({
    space: ownSpace,
    type: parked.type,
    op: "put",
    entity: parked.entity,
    fields: { ...under, ...parked.fields },
  });
  tx.remove("parked", id);
  return enqueue(tx, changes, world);
}

function copyOf(record: RawRec, space: string): Change {
  const body = record.body === null ? {} : { body: record.body };
  return { space, type: record.type, op: "put", entity: record.id, fields: { ...record.fields, ...body } };
}
