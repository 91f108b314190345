/** What a pull does to storage: a page, its cursor and its confirmations in one transaction. */
import { type CursorRow, cursorKey, cursorOf, freshCursor } from "./cursors.ts";
import { membershipsOf } from "./memberships.ts";
import { deviceOf, type World } from "./outbox.ts";
import { parkSpace } from "./parking.ts";
import type { Tx } from "./port.ts";
import type { PullAnswer, PullBody, SpaceAsk, SpacePage } from "./protocol.ts";
import { backoff } from "./pushing.ts";
import type { OutboxRow, Parked, RawRec, SentRow } from "./types.ts";

export const DAY = 86_400_000;
/** Longer than the oldest backup that a server may come back from. */
export const KEEP_SENT = 60 * DAY;

/** What a transaction changed, for those who show it. */
export interface Touched {
  recs: RawRec[];
  /** More than can be listed changed. */
  reload: boolean;
  /** Which spaces to ask for next, and in which direction. */
  next: Map<string, "live" | "back">;
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
  const touched: Touched = { recs: [], reload: false, next: new Map() };
  const { heard: before } = await deviceOf(tx, world);
  const heads = new Map(answer.memberships.map((space) => [space.id, space.head]));
  for (const page of answer.spaces) {
    // What was not asked for by its id is the start of a space that is new here.
    const asked = ask.spaces.find((space) => space.id === page.id) ?? { id: page.id };
    const cursor = await cursorOf(tx, page.id);
    if (!stillAt(cursor, asked)) touched.next.set(page.id, "live");
    else if (page.state === "ok" || page.state === "frozen")
      await applyPage(tx, cursor, asked, page, heads.get(page.id), touched, before);
    else if (page.state === "reset") await startAgain(tx, page.id, touched, before);
  }
  await confirm(tx, ask.unconfirmed, answer, heads, world);
  for (const page of answer.spaces) await close(tx, page, touched, world.now());
  await rememberSpaces(tx, answer, touched);
  await rememberClock(tx, answer.server_time, world, heard);
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
  heard: number,
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

  if (cursor.cursor === null && !cursor.rebuilding) await sendAgain(tx, cursor.space, heard);
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
 * that was confirmed is sent again (the server knows which of it it still has).
 */
async function startAgain(tx: Tx, space: string, touched: Touched, heard: number): Promise<void> {
  tx.clear("shadow", [space]);
  tx.put("meta", freshCursor(space, true));
  await forgetBases(tx, space);
  await sendAgain(tx, space, heard);
  touched.next.set(space, "live");
}

/** Seqs of a history that is over say nothing about the one that is: nothing was seen of it. */
async function forgetBases(tx: Tx, space: string): Promise<void> {
  for (const row of await tx.all<OutboxRow>("outbox")) {
    if (row.space !== space) continue;
    tx.put("outbox", { ...(row.state === "acked" ? again(row) : row), base_seq: 0, waits: 0, after: 0 });
  }
  for (const row of await tx.all<Parked>("parked")) {
    if (row.space === space) tx.put("parked", { ...row, base_seq: 0 });
  }
}

/** `heard`: when the server last was as this device knew it, by the server's clock. */
async function sendAgain(tx: Tx, space: string, heard: number): Promise<void> {
  for (const { confirmed_at, ...row } of await tx.all<SentRow>("sent")) {
    if (row.space !== space || confirmed_at <= heard - KEEP_SENT) continue;
    tx.put("outbox", { ...again(row), base_seq: 0 });
  }
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

/**
 * A write leaves the outbox only when the server says it holds it and its page is here. A record that was written
 * again since has moved on in the feed: until everything is read, the page of the write may be here without it.
 */
async function confirm(
  tx: Tx,
  asked: string[],
  { confirmed, server_time }: PullAnswer,
  heads: Map<string, number>,
  world: World,
): Promise<void> {
  for (const id of asked) {
    const row = await tx.get<OutboxRow>("outbox", id);
    if (row?.state !== "acked") continue;
    const seq = confirmed[id];
    if (seq === undefined) {
      tx.put("outbox", { ...again(row), waits: row.waits + 1, after: world.now() + backoff(row.waits, 1) });
      continue;
    }
    const { floor, upto, rebuilding } = await cursorOf(tx, row.space);
    if (rebuilding || seq < floor || upto < (heads.get(row.space) ?? seq)) {
      tx.put("outbox", { ...row, seq });
      continue;
    }
    const { replay: _, ...kept } = row;
    tx.put("sent", { ...kept, seq, confirmed_at: Date.parse(server_time) } satisfies SentRow);
    tx.remove("outbox", id);
  }
}

async function close(tx: Tx, page: SpacePage, touched: Touched, now: number): Promise<void> {
  if (page.state !== "frozen" && page.state !== "gone") return;
  await parkSpace(tx, page.id, page.state, now);
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
  const known = new Set([...old.list, ...answer.spaces].map((space) => space.id));
  for (const space of answer.memberships) if (!known.has(space.id)) touched.next.set(space.id, "live");
}

async function rememberClock(tx: Tx, serverTime: string, world: World, heard: number): Promise<void> {
  const device = await deviceOf(tx, world);
  const time = Date.parse(serverTime);
  const drifted = Math.abs(time - heard - device.offset) > 1000;
  tx.put("meta", { ...device, heard: time, offset: drifted ? time - heard : device.offset });
}
