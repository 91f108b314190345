/** What must hold at the end of a history, whatever happened in it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { entityOf } from "../../store/outbox.ts";
import type { OutboxRow, Parked, RawRec, SentRow } from "../../store/types.ts";
import { MINUTE } from "./acts.ts";
import type { House } from "./house.ts";
import type { Edit, Fate } from "./ledger.ts";
import type { Phone } from "./phone.ts";
import type { Look, Name } from "./server.ts";

/** Rounds of everybody syncing until nothing moves; a write that waits for another may take its time. */
const PATIENCE = 40;

/** The network is well again, everybody signs in who must, and syncs until nothing moves any more. */
export async function settle(house: House): Promise<void> {
  for (const late of house.late.splice(0)) await late();
  let before = "";
  for (let round = 0; round < PATIENCE; round++) {
    house.server.now += 10 * MINUTE;
    for (const phone of house.phones) {
      await phone.tab.cycle();
      if (phone.locked) {
        await phone.signIn();
        await phone.tab.cycle();
      }
    }
    const now = await where(house);
    if (now === before) return;
    before = now;
  }
  assert.fail("it does not come to rest");
}

/** Everything that phones hold, in short. */
async function where(house: House): Promise<string> {
  const all = await Promise.all(
    house.phones.map(async (phone) => ({
      base: (await phone.all<RawRec>("base")).map(({ id, seq }) => `${id} ${seq}`),
      outbox: (await phone.all<OutboxRow>("outbox")).map(
        ({ id, state, waits, fails }) => `${id} ${state} ${waits} ${fails}`,
      ),
      parked: (await phone.all<Parked>("parked")).map(({ id }) => id),
      meta: (await phone.all<{ key: string }>("meta")).filter(({ key }) => key.startsWith("cursor:")),
    })),
  );
  return JSON.stringify(all);
}

/** Resolves to what became of the edits, and a hash of everything. */
export async function judge(house: House): Promise<{ fates: Map<Fate, number>; hash: string }> {
  await settle(house);
  const look = await house.server.look();
  await agree(house);
  const parked = await queuesDrained(house);
  const fates = nothingLost(house, look, parked);
  await exactlyOnce(house, look);
  const behind = house.ledger.edits.filter((edit) => leftBehind(house, edit)).map((edit) => edit.mutation);
  const resting = new Set([...parked.map(({ id }) => id), ...house.ledger.discarded, ...behind]);
  assert.deepEqual(house.ledger.outOfOrder(look, resting), [], "an earlier edit stands over a later one");
  const hash = createHash("sha256")
    .update(await where(house))
    .update(JSON.stringify(look))
    .digest("hex");
  return { fates, hash };
}

/** Every phone of a member holds what a new phone of theirs would read, and partners hold the same. */
async function agree(house: House): Promise<void> {
  const truth = new Map<Name, RawRec[]>();
  for (const name of ["alice", "bob", "carol"] as const) {
    const fresh = house.phone(name, 9, "memory");
    await fresh.signIn();
    await fresh.tab.cycle();
    truth.set(name, await fresh.all<RawRec>("base"));
    await sameFeed(house, name, fresh);
  }
  for (const phone of house.phones) {
    assert.deepEqual(await phone.all("base"), truth.get(phone.name), `${phone.name} sees what is there`);
    assert.deepEqual(await phone.all("shadow"), [], "nothing is left of a rebuilding");
  }
  const { ab, bc } = house.server.roll.spaces;
  assert.deepEqual(shared(truth, "alice", ab), shared(truth, "bob", ab), "partners agree");
  const both = house.ears.left ? [] : shared(truth, "carol", bc);
  if (!house.ears.left) assert.deepEqual(both, shared(truth, "bob", bc), "partners agree");
}

/** A space without the words that are sealed, and without versions: some are for one of them alone. */
function shared(truth: Map<Name, RawRec[]>, name: Name, space: string) {
  const rows = (truth.get(name) ?? []).filter((row) => row.space === space && row.type !== "version");
  return rows.map(({ sealed: _, rev, body, ...row }) =>
    row.fields.sealed === true ? row : { ...row, rev, body },
  );
}

/** The feed for third parties is the same feed. */
async function sameFeed(house: House, name: Name, fresh: Phone): Promise<void> {
  const base = await fresh.all<RawRec>("base");
  for (const { id } of house.spacesOf(name)) {
    if (!base.some(({ space }) => space === id)) continue;
    const found = new Map<string, RawRec>();
    for (let cursor = "", more = true; more; ) {
      const at = `/spaces/${id}/changes?limit=${house.limit}${cursor ? `&cursor=${cursor}` : ""}`;
      const { text } = await house.server.ask("GET", at, undefined, { cookie: fresh.cookie });
      house.ears.heard(name, text);
      const page = JSON.parse(text) as { changes: RawRec[]; cursor: string; more: boolean };
      for (const row of page.changes) found.set(`${row.type} ${row.id}`, row);
      ({ cursor, more } = page);
    }
    const mine = base.filter(({ space }) => space === id);
    assert.deepEqual(
      found,
      new Map(mine.map((row) => [`${row.type} ${row.id}`, row])),
      "third parties agree",
    );
  }
}

/** Outboxes are empty but for what waits behind a parked write; nothing was parked without need. */
async function queuesDrained(house: House): Promise<OutboxRow[]> {
  const all: OutboxRow[] = [];
  for (const phone of house.phones) {
    const parked = await phone.all<Parked>("parked");
    const waiting = await phone.all<OutboxRow>("outbox");
    for (const row of waiting) {
      const before = parked.some((other) => entityOf(other) === entityOf(row) && other.n < row.n);
      assert.ok(before, `${phone.name}'s outbox drains: ${JSON.stringify(row)}`);
    }
    for (const row of parked) {
      assert.ok(needed(house, phone, row, parked), `needlessly parked: ${row.code} ${JSON.stringify(row)}`);
    }
    all.push(...parked, ...waiting);
  }
  return all;
}

function needed({ ledger, everLeft, server }: House, phone: Phone, row: Parked, parked: Parked[]): boolean {
  switch (row.code) {
    case "not_here_yet":
      return missing(row).some((entity) => {
        const mine = ledger.edits.filter((edit) => edit.phone === phone.index && edit.entity === entity);
        const gone = mine.some(({ mutation }) => ledger.discarded.has(mutation));
        return gone || parked.some((one) => one.entity === entity && one.n < row.n);
      });
    case "invalid":
      return ledger.hopeless.has(row.id);
    case "server_error":
      return (ledger.failures.get(row.id) ?? 0) >= 3;
    case "held_in_common":
    case "not_yours":
      return row.op === "delete";
    case "already_open":
      return row.fields.sealed === true && phone.name !== "carol";
    default:
      return row.code.startsWith("space_") && everLeft && row.space === server.roll.spaces.bc;
  }
}

/** What a write needs to be there: the record itself, and what it belongs to. */
function missing({ entity, fields, context }: Parked): unknown[] {
  return [entity, fields.practice_id, ...context.map((record) => record.fields.practice_id)];
}

function nothingLost(house: House, look: Look, parked: readonly OutboxRow[]): Map<Fate, number> {
  const counts = new Map<Fate, number>();
  for (const [edit, found] of house.ledger.fates(look, parked as Parked[])) {
    const fate = found ?? (leftBehind(house, edit) ? "left behind" : undefined);
    assert.ok(fate !== undefined, `lost: ${JSON.stringify(edit)}`);
    counts.set(fate, (counts.get(fate) ?? 0) + 1);
  }
  return counts;
}

/** Who left a couple cannot send again what its server forgot of theirs. */
function leftBehind({ everLeft, server, ledger }: House, { space, phone, restores }: Edit): boolean {
  return everLeft && phone === 3 && space === server.roll.spaces.bc && restores < ledger.restores;
}

/** What is confirmed is applied, once; without a restore, no commit is without a write of its own. */
async function exactlyOnce(house: House, look: Look): Promise<void> {
  const applied = new Set(look.applied.map(({ id }) => id));
  assert.equal(applied.size, look.applied.length, "applied once");
  for (const phone of house.phones) {
    const waiting = [...(await phone.all<OutboxRow>("outbox")), ...(await phone.all<Parked>("parked"))];
    const ids = new Set(waiting.map(({ id }) => id));
    assert.equal(ids.size, waiting.length, "held once");
    for (const { id } of await phone.all<SentRow>("sent")) {
      const known = ids.has(id) || house.ledger.discarded.has(id);
      const told = applied.has(id) || known || (house.everLeft && phone.name === "carol");
      assert.ok(told, "what was confirmed is there, or its author knows");
    }
  }
  const commits = look.heads.reduce((sum, { head }) => sum + head, 0);
  assert.ok(commits <= applied.size, "each commit has its write");
}
