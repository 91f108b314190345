/** Writes that the server will not have. They stay with their author, visible, until their author decides. */

import { enqueue, type World } from "./outbox.ts";
import { seen } from "./overlay.ts";
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

/** The record as it was before, and the practice it belongs to, while they are still here. */
async function contextOf(tx: ReadTx, row: OutboxRow): Promise<RawRec[]> {
  const own = await hereOrWaiting(tx, row.space, row.type, row.entity, row.n);
  const practice = row.fields.practice_id ?? own?.fields.practice_id;
  const parent =
    typeof practice === "string" ? await hereOrWaiting(tx, row.space, "practice", practice) : undefined;
  return [own, parent].filter((record) => record !== undefined);
}

/** The record, or what it would be once what waits for it, up to that number, is taken. */
async function hereOrWaiting(
  tx: ReadTx,
  space: string,
  type: string,
  id: string,
  until = Number.POSITIVE_INFINITY,
): Promise<RawRec | undefined> {
  const known = await tx.get<RawRec>("base", [space, type, id]);
  if (known) return known;
  const waiting = [...(await tx.all<OutboxRow>("outbox")), ...(await tx.all<Parked>("parked"))];
  const record = seen(
    undefined,
    waiting.filter((row) => row.space === space && row.entity === id && row.n < until),
    "",
  );
  if (!record) return undefined;
  const { pending: _, ...rest } = record;
  return rest;
}

/**
 * What waits for this space is parked: it was left, or it is gone. What a frozen space may hold already (it
 * was acknowledged, or confirmed before the server came back from a backup) is asked about first.
 */
export async function parkSpace(tx: Tx, space: string, state: "frozen" | "gone", now: number): Promise<void> {
  const there = (row: OutboxRow) => state === "frozen" && (row.state === "acked" || row.replay !== undefined);
  const rows = (await tx.all<OutboxRow>("outbox")).filter((row) => row.space === space && !there(row));
  const code = `space_${state}`;
  for (const row of rows) await park(tx, { ...row, base_seq: 0 }, { code, detail: "" }, now);
}

/** Back into the outbox, at its old place in the order, with what is parked of the practice that it belongs to. */
export async function retryParked(tx: Tx, id: string): Promise<void> {
  const parked = await tx.get<Parked>("parked", id);
  if (!parked) return;
  const { practice_id } = Object.assign({}, ...parked.context.map(({ fields }) => fields), parked.fields);
  for (const one of await tx.all<Parked>("parked")) {
    if (one.id !== id && (one.space !== parked.space || one.entity !== practice_id)) continue;
    const { code: _code, detail: _detail, parked_at: _at, context: _context, ...row } = one;
    tx.put("outbox", { ...row, state: "pending", fails: 0, waits: 0, after: 0 });
    tx.remove("parked", one.id);
  }
}

/** After an update of the client, or a way back into a space: what was refused may be taken now. */
export async function retryRefused(tx: Tx): Promise<void> {
  for (const row of await tx.all<Parked>("parked")) {
    if (!row.code.startsWith("space_")) await retryParked(tx, row.id);
  }
}

/** A change of something that is nowhere on this device makes no whole, wherever it is put. */
export const canBeKept = ({ op, entity, context }: Parked): boolean =>
  op === "put" || context.some(({ id }) => id === entity);

/**
 * Writes the parked change into the member's own space instead, with the practice it belongs to. Ids
 * stay as they are: the same id in another space is another row, and derived ids still fit. What can not
 * be kept stays parked.
 */
export async function keepPrivately(
  tx: Tx,
  id: string,
  ownSpace: string,
  world: World,
): Promise<OutboxRow[]> {
  const parked = await tx.get<Parked>("parked", id);
  if (!parked || !canBeKept(parked)) return [];
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
