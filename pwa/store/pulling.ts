/** What a pull does to storage: a page, its cursor and its confirmations in one transaction. */
import { membershipsOf } from "./memberships.ts";
import { deviceOf, type World } from "./outbox.ts";
import { parkSpace } from "./parking.ts";
import type { ReadTx, Tx } from "./port.ts";
import type { PullAnswer, PullBody, SpaceAsk, SpacePage } from "./protocol.ts";
import type { OutboxRow, RawRec, SentRow } from "./types.ts";

export const DAY = 86_400_000;
/** Longer than the oldest backup that a server may come back from. */
export const KEEP_SENT = 60 * DAY;

/** How far this device has read a space. */
export interface CursorRow {
  key: string;
  space: string;
  cursor: string | null;
  /** Where to go on reading backwards; null when the beginning is here. */
  before: string | null;
  /** Every commit from `floor` up to here has been applied. */
  upto: number;
  floor: number;
  /** The server came back from a backup: pages go to the shadow until it is whole. */
  rebuilding: boolean;
}

/** What a transaction changed, for those who show it. */
export interface Touched {
  recs: RawRec[];
  /** The outbox or what is parked changed. */
  outbox: boolean;
  /** More than can be listed changed. */
  reload: boolean;
  /** Which spaces to ask for next, and in which direction. */
  next: Map<string, "live" | "back">;
}

const cursorKey = (space: string) => `cursor:${space}`;

export async function cursorOf(tx: ReadTx, space: string): Promise<CursorRow> {
  const known = await tx.get<CursorRow>("meta", cursorKey(space));
  return known ?? freshCursor(space, false);
}

function freshCursor(space: string, rebuilding: boolean): CursorRow {
  return { key: cursorKey(space), space, cursor: null, before: null, upto: 0, floor: 0, rebuilding };
}

export function askFor(cursor: CursorRow, direction: "live" | "back"): SpaceAsk {
  const id = cursor.space;
  if (direction === "back" && cursor.before !== null) return { id, before: cursor.before };
  return cursor.cursor === null ? { id } : { id, cursor: cursor.cursor };
}

/** `heard`: this device's clock in ms when the server's time was read. */
export async function applyPull(
  tx: Tx,
  ask: PullBody,
  answer: PullAnswer,
  world: World,
  heard: number,
): Promise<Touched> {
  const touched: Touched = { recs: [], outbox: false, reload: false, next: new Map() };
  const heads = new Map(answer.memberships.map((space) => [space.id, space.head]));
  for (const page of answer.spaces) {
    const asked = ask.spaces.find((space) => space.id === page.id);
    const cursor = await cursorOf(tx, page.id);
    if (!asked || !stillAt(cursor, asked)) touched.next.set(page.id, "live");
    else if (page.state === "ok" || page.state === "frozen")
      await applyPage(tx, cursor, asked, page, heads.get(page.id), touched);
    else if (page.state === "reset") await startAgain(tx, page.id, touched, world.now());
  }
  await confirm(tx, ask.unconfirmed, answer.confirmed, touched, world);
  for (const page of answer.spaces) await close(tx, page, touched, world.now());
  await rememberSpaces(tx, answer, touched);
  await rememberOffset(tx, answer.server_time, world, heard);
  return touched;
}

/** Another tab may have read on meanwhile; then this page is old and is left. */
function stillAt(cursor: CursorRow, asked: SpaceAsk): boolean {
  if (asked.before !== undefined) return cursor.before === asked.before;
  return (cursor.cursor ?? undefined) === asked.cursor;
}

async function applyPage(
  tx: Tx,
  cursor: CursorRow,
  asked: SpaceAsk,
  page: SpacePage,
  head: number | undefined,
  touched: Touched,
): Promise<void> {
  const store = cursor.rebuilding ? "shadow" : "base";
  const newer = await Promise.all(
    page.changes.map(async (record) => {
      const local = await tx.get<RawRec>(store, [record.space, record.type, record.id]);
      return !local || record.seq > local.seq;
    }),
  );
  const changes = page.changes.filter((_, i) => newer[i]);
  for (const record of changes) tx.put(store, record);
  if (!cursor.rebuilding) touched.recs.push(...changes);

  const next = moved(cursor, asked, page, head);
  if (next.rebuilding && next.before === null && !page.more) {
    await swap(tx, next.space);
    next.rebuilding = false;
    touched.reload = true;
  }
  tx.put("meta", next);
  if (asked.before === undefined && asked.cursor !== undefined && page.more)
    touched.next.set(page.id, "live");
  else if (next.before !== null) touched.next.set(page.id, "back");
}

/** The server says down to which commit a first load is whole: records that screens need at once come before. */
function moved(cursor: CursorRow, asked: SpaceAsk, page: SpacePage, head: number | undefined): CursorRow {
  const { before } = page;
  if (asked.before !== undefined) return { ...cursor, before, floor: page.floor ?? cursor.floor };
  const highest = Math.max(cursor.upto, ...page.changes.map((record) => record.seq));
  const live = { ...cursor, cursor: page.cursor ?? cursor.cursor };
  const upto = page.more && asked.cursor !== undefined ? highest : Math.max(highest, head ?? 0);
  return asked.cursor === undefined
    ? { ...live, before, upto, floor: page.floor ?? upto }
    : { ...live, upto };
}

/**
 * The server came back from a backup. What is seen stays; a new copy is read beside it, and everything
 * that was confirmed in the last 60 days is sent again (the server knows which of it it still has).
 */
async function startAgain(tx: Tx, space: string, touched: Touched, now: number): Promise<void> {
  tx.clear("shadow", [space]);
  tx.put("meta", freshCursor(space, true));
  for (const row of await tx.all<OutboxRow>("outbox")) {
    if (row.space === space && row.state === "acked") tx.put("outbox", again(row));
  }
  for (const { confirmed_at, ...row } of await tx.all<SentRow>("sent")) {
    if (row.space === space && confirmed_at > now - KEEP_SENT) tx.put("outbox", again(row));
  }
  touched.outbox = true;
  touched.next.set(space, "live");
}

function again(row: OutboxRow): OutboxRow {
  const { seq, ...rest } = row;
  const replay = seq ?? row.replay;
  return { ...rest, state: "pending", waits: 0, after: 0, ...(replay === undefined ? {} : { replay }) };
}

async function swap(tx: Tx, space: string): Promise<void> {
  const rows = await tx.all<RawRec>("shadow", [space]);
  tx.clear("base", [space]);
  for (const row of rows) tx.put("base", row);
  tx.clear("shadow", [space]);
}

/** A write leaves the outbox only when the server says it holds it and its page is here. */
async function confirm(
  tx: Tx,
  asked: string[],
  confirmed: Record<string, number>,
  touched: Touched,
  world: World,
): Promise<void> {
  for (const id of asked) {
    const row = await tx.get<OutboxRow>("outbox", id);
    if (row?.state !== "acked") continue;
    const seq = confirmed[id];
    touched.outbox = true;
    if (seq === undefined) {
      tx.put("outbox", { ...again(row), waits: row.waits + 1, after: world.now() + 1000 * 2 ** row.waits });
      continue;
    }
    const { floor, upto, rebuilding } = await cursorOf(tx, row.space);
    if (rebuilding || seq < floor || seq > upto) {
      tx.put("outbox", { ...row, seq });
      continue;
    }
    const { replay: _, ...kept } = row;
    tx.put("sent", { ...kept, seq, confirmed_at: world.now() } satisfies SentRow);
    tx.remove("outbox", id);
  }
}

async function close(tx: Tx, page: SpacePage, touched: Touched, now: number): Promise<void> {
  if (page.state !== "frozen" && page.state !== "gone") return;
  if (await parkSpace(tx, page.id, `space_${page.state}`, now)) touched.outbox = true;
  if (page.state === "frozen") return;
  tx.clear("base", [page.id]);
  tx.clear("shadow", [page.id]);
  tx.remove("meta", cursorKey(page.id));
  touched.reload = true;
}

async function rememberSpaces(tx: Tx, answer: PullAnswer, touched: Touched): Promise<void> {
  const old = await membershipsOf(tx);
  const gone = new Set(answer.spaces.filter((page) => page.state === "gone").map((page) => page.id));
  const thawed = new Set(answer.spaces.filter((page) => page.state === "ok").map((page) => page.id));
  const froze = answer.spaces.filter((page) => page.state === "frozen").map((page) => page.id);
  const frozen = [...new Set([...old.frozen, ...froze])].filter((id) => !gone.has(id) && !thawed.has(id));
  const listed = new Set(answer.memberships.map((space) => space.id));
  const left = old.list.filter((space) => frozen.includes(space.id) && !listed.has(space.id));
  tx.put("meta", { key: "memberships", list: [...answer.memberships, ...left], frozen });
  const known = new Set(old.list.map((space) => space.id));
  for (const space of answer.memberships) if (!known.has(space.id)) touched.next.set(space.id, "live");
}

async function rememberOffset(tx: Tx, serverTime: string, world: World, heard: number): Promise<void> {
  const device = await deviceOf(tx, world);
  const offset = Date.parse(serverTime) - heard;
  if (Number.isNaN(offset)) return;
  if (Math.abs(offset - device.offset) > 1000) tx.put("meta", { ...device, offset });
}
