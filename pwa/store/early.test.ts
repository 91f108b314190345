import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { IDBObjectStore as FDBObjectStore } from "fake-indexeddb";
import type { Early } from "./early.ts";
import { browser } from "./testing/browser.ts";
import { FakeServer } from "./testing/server.ts";

const server = new FakeServer();
for (const member of ["alice", "bob"]) server.addSpace(`own-${member}`, "own", [member]);
const wire = browser(server);
server.now = Date.now();

const store = await import("./index.ts");
const { claim, takeAlong } = await import("./early.ts");
const { erase } = await import("./handover.ts");
const { device } = await import("./session.ts");

const hug = (title = "A long hug"): Early["practice"] => ({
  area: "affection",
  catalogue: "a-long-hug",
  cadences: [{ from: "2026-11-23", kind: "daily" }],
  start: "2026-11-23",
  ended: null,
  rest: 1,
  position: 0,
  body: { title },
});

async function signIn(member: string, along: string[] = []): Promise<void> {
  wire.member = member;
  const answer = { member: { id: member, login: member, name: member }, own_space_id: `own-${member}` };
  await store.adoptSession({ ...answer, session_id: `session-${member}` }, along);
  await store.syncNow();
}

const waiting = async () => (await store.early()).map(({ entity }) => entity);
const grows = (member: string, id: string) => server.rows(`own-${member}`).find((row) => row.id === id);

beforeEach(async () => {
  await store.boot();
});

afterEach(async () => {
  await store.signOut("discard");
  await device.write(async (tx) => tx.clear("meta"));
});

test("what was planted before signing in waits, and grows in the space of whom it is [row 19]", async () => {
  const id = await store.plantEarly(hug());
  assert.deepEqual(await waiting(), [id]);
  await signIn("alice", [id]);
  const there = grows("alice", id);
  assert.deepEqual([there?.fields.requires, there?.body], ["one:alice", { title: "A long hug" }]);
  assert.equal(store.read("own-alice", "practice", id)?.body?.title, "A long hug");
  assert.deepEqual(await waiting(), []);
});

test("an account gets nothing that its member did not name [row 19]", async () => {
  const [hers, his] = [await store.plantEarly(hug("Hers")), await store.plantEarly(hug("His"))];
  await signIn("bob", [his]);
  await store.signOut("discard");
  assert.deepEqual(await waiting(), [hers]);
  assert.deepEqual([grows("bob", hers), grows("bob", his)?.body?.title], [undefined, "His"]);
  await signIn("alice", [hers]);
  assert.deepEqual([grows("alice", hers)?.body?.title, grows("alice", his)], ["Hers", undefined]);
});

test("who was here all the time takes nothing along by the password", async () => {
  await signIn("alice");
  const id = await store.plantEarly(hug("A visitor's"));
  await signIn("alice", [id]);
  assert.deepEqual(await waiting(), [id]);
  assert.equal(grows("alice", id), undefined);
});

test("a page that ended right after signing in hands it over at the next start, to the same account [row 19]", async () => {
  const id = await store.plantEarly(hug());
  await device.write((tx) => claim(tx, "alice", [id]));
  await signIn("bob");
  assert.deepEqual([grows("bob", id), await waiting()], [undefined, []]);
  await store.signOut("discard");
  await signIn("alice");
  assert.equal(grows("alice", id)?.body?.title, "A long hug");
});

test("handed over twice it is done once, and what was changed since stays [row 19]", async () => {
  const id = await store.plantEarly(hug());
  await device.write((tx) => claim(tx, "alice", [id]));
  const row = await device.read((tx) => tx.get<Early>("meta", `early:${id}`));
  await signIn("alice");
  const planted = store.read("own-alice", "practice", id);
  assert.ok(planted);
  await store.editPractice(planted, { title: "Longer" });
  await store.syncNow();
  const before = grows("alice", id);
  await device.write(async (tx) => tx.put("meta", row as Early));
  await takeAlong();
  await store.syncNow();
  assert.deepEqual(grows("alice", id), before);
  assert.equal(store.read("own-alice", "practice", id)?.body?.title, "Longer");
});

test("where nothing of an account shall stay, nothing of this stays either; a visitor's does", async () => {
  const [hers, visitors] = [await store.plantEarly(hug("Hers")), await store.plantEarly(hug())];
  await signIn("alice");
  await device.write((tx) => claim(tx, "alice", [hers]));
  await erase();
  const left = await device.read((tx) => tx.all<Early>("meta"));
  assert.deepEqual(
    left.flatMap(({ entity }) => entity ?? []),
    [visitors],
  );
});

test("on a full disk planting says so, and nothing waits", async () => {
  const { put } = FDBObjectStore.prototype;
  FDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await assert.rejects(store.plantEarly(hug()), { name: "NotSaved", reason: "quota" });
  FDBObjectStore.prototype.put = put;
  assert.deepEqual(await waiting(), []);
});

test("what cannot be handed over for want of room is kept until there is some [row 19]", async () => {
  const id = await store.plantEarly(hug());
  await signIn("alice");
  await device.write((tx) => claim(tx, "alice", [id]));
  const { put } = FDBObjectStore.prototype;
  FDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await assert.rejects(takeAlong(), { name: "NotSaved", reason: "quota" });
  FDBObjectStore.prototype.put = put;
  await takeAlong();
  await store.syncNow();
  assert.equal(grows("alice", id)?.body?.title, "A long hug");
});
