/** What is seen: what the server said, with this device's unconfirmed writes of that entity on top. */
import { byN } from "./outbox.ts";
import type { Fields, OutboxRow, RawRec } from "./types.ts";

export type Seen = RawRec & { pending: boolean };

/** Undefined when there is nothing to see yet. A tombstone stays one: the server never revives it. */
export function seen(base: RawRec | undefined, rows: readonly OutboxRow[], me: string): Seen | undefined {
  let record: Seen | undefined = base && { ...base, pending: false };
  for (const row of [...rows].sort(byN)) {
    if (stale(row, base)) continue;
    record = over(record, row, me);
  }
  return record;
}

/**
 * After the server came back from a backup, old writes are sent again. One that the server still has
 * must not cover what was written after it.
 */
function stale(row: OutboxRow, base: RawRec | undefined): boolean {
  return row.replay !== undefined && base !== undefined && base.seq >= row.replay;
}

function over(record: Seen | undefined, row: OutboxRow, me: string): Seen | undefined {
  if (record?.deleted) return record;
  if (row.op === "delete") return record && { ...record, deleted: true, pending: true };
  if (!record && row.op === "patch") return undefined;
  const { body, ...fields } = row.fields;
  const under = record ?? fresh(row, me);
  return {
    ...under,
    fields: { ...under.fields, ...fields },
    body: body === undefined ? under.body : (body as Fields | null),
    pending: true,
  };
}

function fresh(row: OutboxRow, me: string): Seen {
  return {
    space: row.space,
    type: row.type,
    id: row.entity,
    seq: 0,
    author: me,
    created_on: row.at.slice(0, 10),
    updated_on: row.at.slice(0, 10),
    deleted: false,
    fields: {},
    body: null,
    pending: true,
  };
}
