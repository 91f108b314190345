import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { IDBObjectStore as FDBObjectStore } from "fake-indexeddb";
import { browser } from "./testing/browser.ts";
import { FakeServer } from "./testing/server.ts";
import type { Change, SessionAnswer } from "./types.ts";

const server = new FakeServer();
for (const member of ["alice", "bob"]) server.addSpace(`own-${member}`, "own", [member]);
server.addSpace("us", "couple", ["alice", "bob"]);
const wire = browser(server);
server.now = Date.now();

const store = await import("./index.ts");
const { OpenAccount } = await import("./account.ts");
const { accountStorage } = await import("./idb.ts");
const session = await import("./session.ts");

const answerFor = (id: string): SessionAnswer => ({
  member: { id, login: id, name: id },
  own_space_id: `own-${id}`,
  session_id: `session-${id}`,
});

const practice = (entity: string, title: string): Change => ({
  space: "us",
  type: "practice",
  op: "put",
  entity,
  fields: { area: "affection", body: { title } },
});

async function signIn(member: string): Promise<void> {
  wire.member = member;
  wire.online = true;
  await store.adoptSession(answerFor(member));
  await store.syncNow();
}

const titles = () => store.live("us", "practice", (all) => all.map(({ body }) => body?.title)).value;

afterEach(async () => {
  wire.online = true;
  await store.signOut("discard");
});

test("nobody is here at first, and a write says that it was not saved", async () => {
  assert.equal(await store.boot(), "signed_out");
  await assert.rejects(store.write([practice("p0", "lost?")]), { name: "NotSaved", reason: "signed_out" });
});

test("a signed-in member sees spaces, writes, and it travels", async () => {
  await signIn("alice");
  assert.deepEqual(store.spaces.value.map(({ id }) => id).sort(), ["own-alice", "us"]);
  assert.equal(store.loaded.value, true);
  const writing = store.write([practice("p1", "A long hug")]);
  await writing;
  assert.deepEqual(titles(), ["A long hug"]);
  await store.syncNow();
  assert.deepEqual(store.status.value, {
    state: "everywhere",
    pending: 0,
    parked: 0,
    online: true,
    since: null,
    tried: false,
    full: false,
  });
  assert.ok(server.rows("us").some(({ id }) => id === "p1"));
});

test("a write in one tab is seen in the other at once, and is sent by whoever leads", async () => {
  await signIn("alice");
  const keeper = { locked: () => {}, halted: () => {}, erase: async () => {}, able: () => true };
  const second = new OpenAccount("alice", "own-alice", accountStorage("alice"), keeper);
  await second.open("test");
  second.start();
  await store.write([practice("p2", "from the first tab")]);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(second.mirror.read("us", "practice", "p2")?.body?.title, "from the first tab");
  await second.write([practice("p3", "from the second tab")]);
  await second.sync();
  assert.ok(titles().includes("from the second tab"));
  assert.ok(server.rows("us").some(({ id }) => id === "p3"));
  await second.close();
});

test("offline it stays here, and says since when", async () => {
  await signIn("alice");
  wire.online = false;
  await store.write([practice("p4", "in the plane")]);
  await store.syncNow();
  const { state, pending, since } = store.status.value;
  assert.deepEqual([state, pending], ["here", 1]);
  assert.ok(since !== null && Math.abs(since - Date.now()) < 60_000);
});

test("a dead session locks, keeps the write, and the same member goes on with it", async () => {
  await signIn("alice");
  wire.member = null;
  await store.write([practice("p5", "unsent")]);
  await store.syncNow();
  assert.equal(store.locked.value, "expired");
  assert.ok(titles().includes("unsent"));
  await signIn("alice");
  assert.equal(store.locked.value, null);
  assert.ok(server.rows("us").some(({ id }) => id === "p5"));
});

test("signing out with unsent work asks first; kept, it goes on at the next sign-in [row 17]", async () => {
  await signIn("alice");
  wire.online = false;
  await store.write([practice("p6", "kept for later")]);
  assert.deepEqual(await store.signOut(), { unsent: 1 });
  assert.equal(store.account.value?.member.id, "alice");
  assert.deepEqual(await store.signOut("keep_locked"), { unsent: 0 });
  assert.equal(store.account.value, null);
  assert.deepEqual(titles(), []);
  await signIn("alice");
  assert.ok(server.rows("us").some(({ id }) => id === "p6"));
});

test("signing out wipes what was sent", async () => {
  await signIn("alice");
  await store.write([practice("p7", "sent")]);
  assert.deepEqual(await store.signOut(), { unsent: 0 });
  const left = await accountStorage("alice").read((tx) => tx.all("base"));
  assert.equal(left.length, 0);
  assert.ok(server.rows("us").some(({ id }) => id === "p7"));
});

test("another member on this phone sees nothing of the first, who finds everything again", async () => {
  await signIn("alice");
  wire.online = false;
  await store.write([{ ...practice("p8", "Alice's own"), space: "own-alice" }]);
  await signIn("bob");
  assert.equal(store.account.value?.member.id, "bob");
  assert.equal(store.read("own-alice", "practice", "p8"), undefined);
  assert.equal(store.status.value.pending, 0);
  await signIn("alice");
  assert.ok(server.rows("own-alice").some(({ id }) => id === "p8"));
});

test("a session revoked with erase leaves nothing on this phone", async () => {
  await signIn("alice");
  wire.member = null;
  wire.over = "session_erased";
  await store.write([practice("p9", "on a lost phone")]);
  await store.syncNow();
  await new Promise((resolve) => setTimeout(resolve, 50));
  wire.over = "session_expired";
  assert.equal(store.account.value, null);
  assert.deepEqual(await accountStorage("alice").read((tx) => tx.all("outbox")), []);
});

test("a full disk says so, and nothing is shown as kept [row 12]", async () => {
  await signIn("alice");
  const full = new DOMException("full", "QuotaExceededError");
  const { put } = FDBObjectStore.prototype;
  FDBObjectStore.prototype.put = () => {
    throw full;
  };
  await assert.rejects(store.write([practice("p10", "too much")]), { name: "NotSaved", reason: "quota" });
  FDBObjectStore.prototype.put = put;
  assert.ok(!titles().includes("too much"));
  await store.write([practice("p10", "room again")]);
  assert.ok(titles().includes("room again"));
});

test("two changes of one write are kept as a whole, or not at all [row 1]", async () => {
  await signIn("alice");
  const { put } = FDBObjectStore.prototype;
  FDBObjectStore.prototype.put = function (row: { entity?: string }) {
    if (row.entity === "p12") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, row);
  };
  const both = store.write([practice("p11", "the first of two"), practice("p12", "the second")]);
  await assert.rejects(both, { name: "NotSaved" });
  FDBObjectStore.prototype.put = put;
  assert.deepEqual(await accountStorage("alice").read((tx) => tx.all("outbox")), []);
  assert.ok(!titles().includes("the first of two"));
});

test("a check-in, its undoing and its note are one row", async () => {
  await signIn("alice");
  await store.write([practice("hug", "A long hug")]);
  const hug = { space: "us", id: "hug" };
  await store.checkIn(hug, "2026-11-23", "after dinner");
  await store.withdraw(hug, "2026-11-23");
  await store.checkIn(hug, "2026-11-23");
  const id = store.checkInId(hug, "2026-11-23");
  const seen = store.read("us", "check_in", id);
  assert.deepEqual([seen?.fields.withdrawn, seen?.body?.note, seen?.pending], [false, "after dinner", true]);
  await store.syncNow();
  assert.equal(store.read("us", "check_in", id)?.pending, false);
  assert.equal(server.rows("us").filter(({ type }) => type === "check_in").length, 1);
});

test("what was parked can be sent again, given up, or kept for oneself", async () => {
  await signIn("alice");
  const park = async (entity: string) => {
    wire.online = false;
    await store.write([practice(entity, entity)]);
    const row = session.opened.value?.mirror.outbox.value.find((one) => one.entity === entity);
    server.refuse.set(row?.id ?? "", "invalid");
    wire.online = true;
    await store.syncNow();
    server.refuse.clear();
    const parked = store.parked.value.find((one) => one.entity === entity);
    assert.equal(parked?.code, "invalid");
    return parked?.id ?? "";
  };
  await store.resolveParked(await park("again"), "retry");
  await store.resolveParked(await park("given-up"), "discard");
  await store.resolveParked(await park("kept"), "keep");
  await store.syncNow();
  assert.deepEqual(store.parked.value, []);
  const ids = (space: string) => server.rows(space).map(({ id }) => id);
  assert.ok(ids("us").includes("again"));
  assert.ok(!ids("us").includes("given-up") && !ids("us").includes("kept"));
  assert.ok(ids("own-alice").includes("kept"));
});
