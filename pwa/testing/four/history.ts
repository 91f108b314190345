/** Plays a history: one act after the other, and some at the same moment. */
import assert from "node:assert/strict";
import { canBeKept } from "../../store/parking.ts";
import type { StoragePort } from "../../store/port.ts";
import { Crashing } from "../../store/testing/device.ts";
import { resolve } from "../../store/travel.ts";
import type { OutboxRow, Parked, RawRec } from "../../store/types.ts";
import { type Act, DAY, type Part, type Rest, type Simple, type Writing } from "./acts.ts";
import type { House } from "./house.ts";
import { fieldOf } from "./ledger.ts";
import { type Fault, type Phone, Tab } from "./phone.ts";
import { type Turn, Turns } from "./turns.ts";
import { intend, practiceId, write } from "./writing.ts";

/** No host goes back further than the log of sent writes reaches. */
const OLDEST = 60 * DAY;

export async function play(house: House, acts: readonly Act[]): Promise<void> {
  for (const act of acts) {
    house.server.now += 10;
    await one(house, act);
  }
}

async function one(house: House, act: Act): Promise<void> {
  const phone = house.phones["who" in act ? act.who : 0] as Phone;
  switch (act.do) {
    case "write":
      return writeAndRead(house, act);
    case "cycle":
      return void (await phone.tab.cycle(act.faults));
    case "together":
      return together(house, act.parts, act.order);
    case "crash":
      return crash(house, phone, act.calls, act.faults);
    case "crash in a write":
      return brokenWrite(house, act.writing, act.calls);
    case "full in a write":
      return fullWrite(house, act.writing);
    case "full":
      return full(house, phone, act.room);
    case "reload":
      return phone.reload();
    case "skew":
      house.count("skew");
      phone.skew = act.ms;
      return;
    case "revoke":
      await house.server.tell({ do: "revoke", member: phone.name, session: phone.session });
      return;
    case "sign in":
      if (phone.locked) await phone.signIn();
      return;
    case "late":
      return arrive(house, act.which);
    case "resolve":
      return decide(house, act.who, act.how);
    case "leave":
      return leave(house);
    case "rest":
      return third(house, act);
    default:
      return simple(house, act);
  }
}

async function simple(house: House, act: Simple): Promise<void> {
  const { server, ears, ledger } = house;
  if (act.do === "time") {
    server.now += act.ms;
    house.count(act.ms >= 7 * DAY ? "weeks" : "time");
  } else if (act.do === "backup") {
    await server.tell({ do: "backup" });
    house.backupAt = server.now;
    house.leftInBackup = ears.left;
  } else if (server.now - house.backupAt < OLDEST) {
    const before = (await server.look()).applied.length;
    await server.tell({ do: "restore" });
    const after = (await server.look()).applied.length;
    house.count(after < before ? "restore" : "restore of the same");
    if (after < before) ledger.restores += 1;
    ears.left = house.leftInBackup;
    await house.signInScripts();
  }
}

/** What one writes is seen at once, whatever else is under way. */
async function writeAndRead(house: House, act: Writing): Promise<void> {
  const phone = house.phones[act.who] as Phone;
  for (const { space, type, entity, fields, op } of await write(house, act)) {
    const seen = await phone.see(space, type, entity);
    if (op === "delete") assert.equal(seen?.deleted, true, "what I delete is gone for me");
    for (const [field, value] of Object.entries(fields)) {
      assert.equal(fieldOf(seen, field), JSON.stringify(value), "what I write I see");
    }
  }
}

async function together(house: House, parts: readonly Part[], order: readonly number[]): Promise<void> {
  const used = new Set<number>();
  const actors = parts.map((part) => {
    if (part.do === "write") return async () => void (await write(house, part));
    if (part.do === "rest") return () => third(house, part);
    if (part.do !== "cycle") return () => simple(house, part);
    const phone = house.phones[part.who] as Phone;
    const second = used.has(part.who);
    used.add(part.who);
    if (second) house.count("two tabs");
    const tab = second ? new Tab(phone) : phone.tab;
    return async (turn: Turn) => {
      await tab.cycle(part.faults, turn);
      assert.ok(tab.mostInFlight <= 1, "one request in flight");
    };
  });
  if (used.size > 1) house.count("several phones");
  await new Turns(order).run(actors);
}

async function crash(house: House, phone: Phone, calls: number, faults: Fault[]): Promise<void> {
  const dying = new Crashing(phone.disk, calls);
  await new Tab(phone, dying).cycle(faults).catch(onlyPowerLoss);
  if (dying.crashed) house.count("crash");
  await phone.reload();
}

/** The page dies in the middle of a write: it is there as a whole, or not at all. */
async function brokenWrite(house: House, writing: Writing, calls: number): Promise<void> {
  const intent = await intend(house, writing);
  if (!intent) return;
  const { phone, changes } = intent;
  const before = new Set((await phone.all<OutboxRow>("outbox")).map(({ id }) => id));
  const dying = new Crashing(phone.disk, calls);
  const done = await phone.write(changes, dying).catch(onlyPowerLoss);
  const rows = (await phone.all<OutboxRow>("outbox")).filter(({ id }) => !before.has(id));
  rows.sort((a, b) => a.n - b.n);
  assert.ok([...(done ? [] : [0]), changes.length].includes(rows.length), "half a write was kept");
  intent.kept(rows);
  if (dying.crashed) house.count("crash in a write");
}

async function full(house: House, phone: Phone, room: number): Promise<void> {
  phone.tab.room = room;
  try {
    await phone.tab.cycle();
  } catch (error) {
    if ((error as Error).name !== "QuotaExceededError") throw error;
    house.count("full");
  } finally {
    phone.tab.room = Number.POSITIVE_INFINITY;
  }
}

async function fullWrite(house: House, writing: Writing): Promise<void> {
  const intent = await intend(house, writing);
  if (!intent) return;
  const { phone, changes } = intent;
  const before = await phone.all<OutboxRow>("outbox");
  await assert.rejects(phone.write(changes, fullDisk(phone.disk)), { name: "QuotaExceededError" });
  assert.deepEqual(await phone.all("outbox"), before, "half a write was kept");
  house.count("full in a write");
}

const fullDisk = (disk: StoragePort): StoragePort => ({
  read: (work) => disk.read(work),
  write: (work) =>
    disk.write(async (tx) => {
      await work(tx);
      throw new DOMException("full", "QuotaExceededError");
    }),
  close: () => disk.close(),
  erase: () => disk.erase(),
});

function onlyPowerLoss(error: Error): void {
  if (error.message !== "power lost") throw error;
}

async function arrive(house: House, which: number): Promise<void> {
  const [late] = house.late.splice(which % Math.max(1, house.late.length), 1);
  if (!late) return;
  house.count("late");
  await late();
}

/** What its author decides about a write that is parked: on that phone, or on the next that has one. */
async function decide(house: House, who: number, how: "retry" | "discard" | "keep"): Promise<void> {
  for (const phone of [...house.phones.slice(who), ...house.phones.slice(0, who)]) {
    const [first] = (await phone.all<Parked>("parked")).filter(
      (row) => row.op !== "delete" && (how !== "keep" || (row.space !== phone.own && canBeKept(row))),
    );
    if (first) return settled(house, phone, first, how);
  }
}

async function settled(
  house: House,
  phone: Phone,
  first: Parked,
  how: "retry" | "discard" | "keep",
): Promise<void> {
  house.count(`parked: ${how}`);
  if (how === "retry") await house.server.tell({ do: "heal" });
  if (how === "discard") house.ledger.discarded.add(first.id);
  const before = (row: OutboxRow) => phone.see(row.space, row.type, row.entity);
  const seen = new Map<string, Awaited<ReturnType<typeof before>>>();
  for (const record of [...first.context, { id: first.entity, type: first.type } as RawRec]) {
    seen.set(record.id, await phone.see(phone.own, record.type, record.id));
  }
  const rows = await phone.disk.write((tx) => resolve(tx, first.id, how, phone.own, phone.world));
  if (how === "keep") house.ledger.discarded.add(first.id);
  for (const row of rows) {
    house.ledger.wrote(phone.index, row, seen.get(row.entity));
    if (house.ledger.hopeless.has(first.id)) house.ledger.hopeless.add(row.id);
  }
}

async function leave(house: House): Promise<void> {
  const { left } = await house.server.tell<{ left: boolean }>({ do: "leave", member: "carol", space: "bc" });
  if (!left) return;
  house.count("leave");
  house.ears.left = true;
  house.everLeft = true;
}

/** A member's own script reads a practice and changes it, as any third party may. */
async function third(house: House, { who, practice, matched, twice }: Rest): Promise<void> {
  const { server, ledger, ears } = house;
  const { name } = house.phones[who] as Phone;
  const [space] = house.spacesOf(name);
  if (!space) return;
  const entity = practiceId(space.id, practice);
  const path = `/spaces/${space.id}/practices/${entity}`;
  const cookie = house.scripts.get(name) ?? "";
  const found = await server.ask("GET", path, undefined, { cookie });
  ears.heard(name, found.text);
  if (found.status !== 200) return;
  house.serial += 1;
  const body = { title: `${space.key}·${house.serial}` };
  const key = practiceId(space.id, house.serial + 1_000_000);
  const headers = {
    "idempotency-key": key,
    ...(matched && found.etag ? { "if-match": found.etag } : {}),
  };
  for (let time = 0; time < (twice ? 2 : 1); time++) {
    const done = await server.ask("PATCH", path, { body }, { cookie, headers });
    ears.heard(name, done.text);
    if (done.status !== 200) return assert.ok([404, 409, 412].includes(done.status), done.text);
  }
  house.count("third party");
  const saw = fieldOf(JSON.parse(found.text) as RawRec as never, "body");
  ledger.took({ mutation: key, space: space.id, entity, field: "body", value: JSON.stringify(body), saw });
}
