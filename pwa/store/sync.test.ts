import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../api/problem.ts";
import { checkInChange } from "./acts.ts";
import { derived } from "./ids.ts";
import { MemoryStorage } from "./memory.ts";
import { keepPrivately, retryParked } from "./parking.ts";
import { DAY } from "./pulling.ts";
import { Device } from "./testing/device.ts";
import { FakeServer } from "./testing/server.ts";
import type { Change, RawRec } from "./types.ts";

const US = "us";
const HUG = "hug";
const MINUTE = 60_000;

function house() {
  const server = new FakeServer();
  server.addSpace(US, "couple", ["alice", "bob"]);
  server.addSpace("own-alice", "own", ["alice"]);
  server.addSpace("own-bob", "own", ["bob"]);
  return { server, alice: new Device(server, "alice", 1), bob: new Device(server, "bob", 2) };
}

const practice = (id: string, title: string, space = US): Change => ({
  space,
  type: "practice",
  op: "put",
  entity: id,
  fields: { area: "affection", body: { title } },
});

const rename = (id: string, title: string): Change => ({
  ...practice(id, title),
  op: "patch",
  fields: { body: { title } },
});

const done = (member: string, note?: string) =>
  checkInChange({ space: US, practice: HUG, member, label: "2026-11-23", ...(note ? { note } : {}) });

const undone = (member: string): Change => ({ ...done(member), op: "patch", fields: { withdrawn: true } });

async function titles(device: Device): Promise<unknown[]> {
  return (await device.all<RawRec>("base")).map((record) => record.body?.title ?? null);
}

test("a write of Alice's is with Bob after both have synced, and her outbox is empty", async () => {
  const { alice, bob } = house();
  await alice.write(practice(HUG, "A long hug"));
  assert.deepEqual(await alice.engine.cycle(), { online: true, again: null });
  await bob.engine.cycle();
  assert.deepEqual(await titles(bob), ["A long hug"]);
  assert.equal((await alice.outbox()).length, 0);
  assert.equal((await alice.sent()).length, 1);
});

test("a write is seen at once, before any network", async () => {
  const { alice } = house();
  await alice.write(practice(HUG, "A long hug"), rename(HUG, "A longer hug"));
  const seen = await alice.see(US, "practice", HUG);
  assert.equal(seen?.body?.title, "A longer hug");
  assert.equal(seen?.fields.area, "affection");
  assert.equal(seen?.pending, true);
});

test("a lost answer is sent again and counts once [row 3]", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  alice.faults = ["lost_answer"];
  const rest = await alice.engine.cycle();
  assert.equal(rest.online, false);
  assert.ok(rest.again !== null && rest.again > 0);
  await alice.engine.cycle();
  assert.deepEqual(
    server.rows(US).map((row) => row.seq),
    [1],
  );
  assert.equal((await alice.outbox()).length, 0);
});

test("what was acknowledged and then lost by the server is sent again", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(practice(HUG, "A long hug"));
  alice.faults = ["ok", "offline"];
  await alice.engine.cycle();
  assert.equal((await alice.outbox())[0]?.state, "acked");
  restore();
  await alice.engine.cycle();
  server.now += MINUTE;
  await alice.engine.cycle();
  assert.equal(server.rows(US).length, 1);
  assert.equal((await alice.outbox()).length, 0);
});

test("a server that comes back from an old backup gets everything again, and nobody loses a word", async () => {
  const { server, alice, bob } = house();
  await alice.write(practice("p1", "before the backup"));
  await alice.engine.cycle();
  await bob.engine.cycle();
  const restore = server.backup();
  await alice.write(practice("p2", "after the backup"), rename("p1", "renamed after it"));
  await alice.engine.cycle();
  await bob.write(practice("p3", "Bob's, waiting"));
  restore();
  await bob.write(practice("p4", "Bob's, later"));
  for (const device of [alice, bob, alice, bob]) await device.engine.cycle();
  for (const device of [alice, bob]) {
    const all = new Set(await titles(device));
    assert.deepEqual(
      all,
      new Set(["renamed after it", "after the backup", "Bob's, waiting", "Bob's, later"]),
    );
    assert.equal((await device.outbox()).length, 0);
  }
});

test("while a space is rebuilt, what one sees stays, and an old write does not cover a newer one", async () => {
  const { server, alice, bob } = house();
  server.pageSize = 1;
  for (let i = 0; i < 5; i++) {
    await alice.write(practice(`p${i}`, `title ${i}`));
    await alice.engine.cycle();
  }
  await bob.engine.cycle();
  await bob.write(rename("p0", "Bob's newer title"));
  await bob.engine.cycle();
  await alice.engine.cycle();
  const restore = server.backup();
  await bob.write(practice("extra", "extra"));
  await bob.engine.cycle();
  await alice.engine.cycle();
  restore();
  alice.faults = ["ok", "ok", "offline"];
  await alice.engine.cycle();
  assert.equal((await alice.see(US, "practice", "p0"))?.body?.title, "Bob's newer title");
  assert.equal((await alice.see(US, "practice", "p4"))?.body?.title, "title 4");
  await alice.engine.cycle();
  assert.equal((await alice.see(US, "practice", "p0"))?.body?.title, "Bob's newer title");
  await bob.engine.cycle();
  await alice.engine.cycle();
  assert.equal((await alice.see(US, "practice", "extra"))?.body?.title, "extra");
});

test("confirmed writes are kept for sixty days, and then let go", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  await alice.engine.cycle();
  server.now += 59 * DAY;
  await alice.engine.cycle();
  await alice.engine.tidy();
  assert.equal((await alice.sent()).length, 1);
  server.now += DAY;
  await alice.engine.cycle();
  await alice.engine.tidy();
  assert.equal((await alice.sent()).length, 0);
});

test("a refused write is parked with its reason, later ones of that entity wait, the rest goes [row 7]", async () => {
  const { server, alice } = house();
  const [first] = await alice.write(practice("p1", "refused"));
  await alice.write(rename("p1", "waits"), practice("p2", "goes"));
  server.refuse.set(first?.id ?? "", "invalid");
  await alice.engine.cycle();
  server.now += MINUTE;
  assert.deepEqual(await alice.engine.cycle(), { online: true, again: null });
  assert.deepEqual(
    server.rows(US).map((row) => row.id),
    ["p2"],
  );
  assert.deepEqual(
    (await alice.parked()).map((row) => [row.entity, row.code]),
    [["p1", "invalid"]],
  );
  server.refuse.clear();
  await alice.storage.write((tx) => retryParked(tx, first?.id ?? ""));
  await alice.engine.cycle();
  assert.equal((await alice.parked()).length + (await alice.outbox()).length, 0);
  assert.deepEqual((await titles(alice)).sort(), ["goes", "waits"]);
});

test("a write that makes the server fail is found by halving, parked after three times, and the rest drains [row 7]", async () => {
  const { server, alice } = house();
  const rows = await alice.write(...Array.from({ length: 40 }, (_, i) => practice(`p${i}`, `title ${i}`)));
  server.poison.add(rows[17]?.id ?? "");
  for (let i = 0; i < 3; i++) {
    assert.equal((await alice.parked()).length, 0);
    await alice.engine.cycle();
    server.now += MINUTE;
  }
  assert.equal(server.rows(US).length, 39);
  assert.deepEqual(
    (await alice.parked()).map((row) => [row.entity, row.code]),
    [["p17", "server_error"]],
  );
  assert.equal((await alice.outbox()).length, 0);
});

test("a server that fails for everything parks nothing", async () => {
  const { alice } = house();
  await alice.engine.cycle();
  await alice.write(practice("p1", "one"), practice("p2", "two"));
  for (let i = 0; i < 10; i++) {
    alice.faults = Array.from({ length: 60 }, () => new Problem(500, { code: "internal" }));
    await alice.engine.cycle();
    alice.faults = [];
  }
  assert.equal((await alice.parked()).length, 0);
  assert.equal((await alice.outbox()).length, 2);
});

test("a batch that is too large is halved until it fits", async () => {
  const { server, alice } = house();
  server.maxBatch = 3;
  await alice.write(...Array.from({ length: 20 }, (_, i) => practice(`p${i}`, `title ${i}`)));
  await alice.engine.cycle();
  assert.equal(server.rows(US).length, 20);
  assert.equal((await alice.outbox()).length, 0);
});

test("a single write that is too large is parked [row 7]", async () => {
  const { server, alice } = house();
  server.maxBatch = 0;
  await alice.write(practice("p1", "large"));
  await alice.engine.cycle();
  assert.deepEqual(
    (await alice.parked()).map((row) => row.code),
    ["too_large"],
  );
});

test("done, undone and done again is one row, and it is done", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"), done("alice"), undone("alice"), done("alice"));
  await alice.engine.cycle();
  const rows = server.rows(US).filter((row) => row.type === "check_in");
  assert.deepEqual(
    rows.map((row) => [row.id, row.fields.withdrawn]),
    [[derived("check_in", HUG, "alice", "2026-11-23"), false]],
  );
});

test("two tabs of one device keep the order of their writes [row 8]", async () => {
  const { server, alice } = house();
  const second = new Device(server, "alice", 9, alice.storage);
  await alice.write(practice(HUG, "0"));
  for (let i = 1; i <= 20; i++) await (i % 2 ? alice : second).write(rename(HUG, String(i)));
  await Promise.all([alice.engine.cycle(), second.engine.cycle()]);
  await alice.engine.cycle();
  assert.deepEqual(
    server.rows(US).map((row) => row.body?.title),
    ["20"],
  );
  const sent = (await alice.sent()).sort((a, b) => a.n - b.n);
  assert.deepEqual(
    sent.map((row) => row.n),
    Array.from({ length: 21 }, (_, i) => i + 1),
  );
  assert.ok(sent.every((row, i) => i === 0 || row.at > (sent[i - 1]?.at ?? "")));
});

test("a sealed note comes without its words, and with them once it is opened", async () => {
  const { alice, bob } = house();
  const id = derived("check_in", HUG, "alice", "2026-11-23");
  const sealed = done("alice", "for you");
  await alice.write(practice(HUG, "A long hug"), { ...sealed, fields: { ...sealed.fields, sealed: true } });
  await alice.engine.cycle();
  await bob.engine.cycle();
  const closed = await bob.see(US, "check_in", id);
  assert.equal(closed?.sealed, true);
  assert.equal(closed?.body, null);
  await alice.write({ ...sealed, op: "patch", fields: { sealed: false } });
  await alice.engine.cycle();
  await bob.engine.cycle();
  assert.deepEqual((await bob.see(US, "check_in", id))?.body, { note: "for you" });
});

test("a dead session keeps data and outbox, says so, and the same account goes on [row 21]", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  alice.faults = [new Problem(401, { code: "session_expired" })];
  assert.deepEqual(await alice.engine.cycle(), { online: true, again: null });
  alice.faults = [new Problem(401, { code: "session_revoked" })];
  await alice.engine.cycle();
  assert.deepEqual(alice.events, ["locked expired", "locked revoked"]);
  assert.equal((await alice.outbox()).length, 1);
  await alice.engine.cycle();
  assert.equal(server.rows(US).length, 1);
});

test("a phone that was revoked with erase holds nothing more", async () => {
  const { alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  alice.faults = [new Problem(401, { code: "session_erased" })];
  await alice.engine.cycle();
  assert.deepEqual(alice.events, ["erased"]);
  await assert.rejects(alice.outbox(), { name: "InvalidStateError" });
});

test("another account's cookie stops the pushing, and nothing is lost", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  await alice.write(practice(HUG, "A long hug"));
  alice.faults = [new Problem(409, { code: "account_mismatch" })];
  await alice.engine.cycle();
  await alice.engine.cycle();
  assert.deepEqual(alice.events, ["halted account_mismatch"]);
  assert.equal(server.pushes, 0);
  assert.equal((await alice.outbox()).length, 1);
});

test("what another account's cookie reads is not taken for one's own, and nothing is parked or wiped", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug", "own-alice"));
  await alice.engine.cycle();
  const mixed = new Device(server, "bob", 5, alice.storage, "alice");
  await mixed.engine.cycle();
  assert.deepEqual(mixed.events, ["halted account_mismatch"], "also with nothing to send");
  await alice.write(practice("p2", "waiting", "own-alice"));
  await mixed.engine.cycle();
  assert.deepEqual(mixed.events, ["halted account_mismatch"]);
  assert.deepEqual(await titles(alice), ["A long hug"]);
  assert.equal((await alice.outbox()).length, 1);
});

test("an answer without one's own space is for somebody else, whatever the server compares [row 18]", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug", "own-alice"));
  await alice.engine.cycle();
  server.compares = false;
  const mixed = new Device(server, "bob", 5, alice.storage, "alice");
  await mixed.engine.cycle();
  assert.deepEqual(mixed.events, ["halted account_mismatch"]);
  assert.deepEqual(await titles(alice), ["A long hug"]);
});

test("an old client stops pushing, goes on reading, and keeps its outbox", async () => {
  const { server, alice, bob } = house();
  await bob.write(practice("p1", "from Bob"));
  await bob.engine.cycle();
  server.minSchema = 2;
  await alice.write(practice("p2", "from Alice"));
  await alice.engine.cycle();
  assert.deepEqual(alice.events, ["halted schema_too_old"]);
  assert.deepEqual(await titles(alice), ["from Bob"]);
  assert.equal((await alice.outbox()).length, 1);
});

test("writes for a couple that was left while offline are parked and can be kept privately [row 23]", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  await alice.engine.cycle();
  await alice.write(done("alice", "in the plane"));
  server.close(US, "gone");
  await alice.engine.cycle();
  assert.equal((await alice.all("base")).length, 0);
  const [parked] = await alice.parked();
  assert.ok(parked);
  await alice.storage.write((tx) => keepPrivately(tx, parked.id, "own-alice", alice.world));
  await alice.engine.cycle();
  assert.deepEqual(
    server.rows("own-alice").map((row) => [row.type, row.body]),
    [
      ["practice", { title: "A long hug" }],
      ["check_in", { note: "in the plane" }],
    ],
  );
  assert.equal((await alice.parked()).length, 0);
});

test("a frozen space can be read, also by a new phone, and is not written", async () => {
  const { server, alice, bob } = house();
  await alice.write(practice(HUG, "A long hug"));
  await alice.engine.cycle();
  await alice.write(rename(HUG, "Another name"));
  server.close(US, "frozen");
  await alice.engine.cycle();
  await bob.engine.cycle();
  for (const device of [alice, bob]) assert.deepEqual(await titles(device), ["A long hug"]);
  assert.equal((await alice.parked()).length, 1);
});

test("the first load comes newest first and ends with everything", async () => {
  const { server, alice, bob } = house();
  server.pageSize = 3;
  for (let i = 0; i < 10; i++) {
    await alice.write(practice(`p${i}`, String(i)));
    await alice.engine.cycle();
  }
  bob.faults = ["ok", "offline"];
  await bob.engine.cycle();
  assert.deepEqual(await titles(bob), ["7", "8", "9"]);
  await alice.write(practice("p10", "10"));
  await alice.engine.cycle();
  await bob.engine.cycle();
  assert.equal((await titles(bob)).length, 11);
});

test("an older page never covers a newer record, nor brings a deleted one back [row 24]", async () => {
  const { server, alice, bob } = house();
  server.pageSize = 2;
  for (let i = 0; i < 6; i++) {
    await alice.write(practice(`p${i}`, String(i)));
    await alice.engine.cycle();
  }
  bob.faults = ["ok", "ok", "offline"];
  await bob.engine.cycle();
  await alice.write(rename("p0", "renamed"), { ...practice("p1", ""), op: "delete", fields: {} });
  await alice.engine.cycle();
  await bob.engine.cycle();
  assert.equal((await bob.see(US, "practice", "p0"))?.body?.title, "renamed");
  assert.equal((await bob.see(US, "practice", "p1"))?.deleted, true);
});

test("an edit on an old phone does not bring a deleted row back, and is not sent for ever [row 24]", async () => {
  const { server, alice, bob } = house();
  await alice.write(practice(HUG, "A long hug"));
  await alice.engine.cycle();
  await bob.engine.cycle();
  await bob.write(rename(HUG, "from long ago"));
  server.now += 400 * DAY;
  await alice.write({ ...practice(HUG, ""), op: "delete", fields: {} });
  await alice.engine.cycle();
  await bob.engine.cycle();
  assert.equal((await bob.see(US, "practice", HUG))?.deleted, true);
  assert.equal((await bob.outbox()).length, 0);
});

test("types and fields that this client does not know are kept as they came [row 22]", async () => {
  const { alice, bob } = house();
  await alice.write({
    space: US,
    type: "constellation",
    op: "put",
    entity: "c1",
    fields: { stars: [1, { far: true }] },
  });
  await alice.engine.cycle();
  await bob.engine.cycle();
  assert.deepEqual((await bob.see(US, "constellation", "c1"))?.fields, { stars: [1, { far: true }] });
});

test("a clock that is a day off is corrected once the server was heard, and never runs back [row 20]", async () => {
  const { server, alice } = house();
  alice.skew = -DAY;
  await alice.engine.cycle();
  const [first] = await alice.write(practice(HUG, "A long hug"));
  assert.equal(Date.parse(first?.at ?? ""), server.now);
  alice.skew = -3 * DAY;
  const [second] = await alice.write(rename(HUG, "Another"));
  assert.ok((second?.at ?? "") > (first?.at ?? ""));
});

test("there is one request in flight, however often one asks", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  await Promise.all([alice.engine.cycle(), alice.engine.cycle(), alice.engine.cycle()]);
  assert.deepEqual([alice.mostInFlight, server.pushes], [1, 1]);
});

test("what cannot be placed yet waits, and is shown to its author in the end", async () => {
  const { server, alice } = house();
  await alice.write({ ...rename("nowhere", "lost"), op: "patch" });
  for (let i = 0; i < 12; i++) {
    await alice.engine.cycle();
    server.now += 10 * MINUTE;
  }
  assert.deepEqual(
    (await alice.parked()).map((row) => row.code),
    ["not_here_yet"],
  );
  assert.equal((await alice.outbox()).length, 0);
});

test("the wait after failures grows, and the server's own word for it is kept", async () => {
  const { alice } = house();
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    alice.faults = ["offline"];
    waits.push((await alice.engine.cycle()).again ?? 0);
  }
  assert.ok((waits[4] ?? 0) > 4 * (waits[0] ?? 0));
  alice.faults = [new Problem(429, { code: "too_many_tries" }, 42_000)];
  assert.deepEqual(await alice.engine.cycle(), { online: true, again: 42_000 });
});

test("storage that was emptied under the page starts again from the server", async () => {
  const { server, alice } = house();
  await alice.write(practice(HUG, "A long hug"));
  await alice.engine.cycle();
  const again = new Device(server, "alice", 5, new MemoryStorage());
  await again.engine.cycle();
  assert.deepEqual(await titles(again), ["A long hug"]);
});
