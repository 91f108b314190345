/** What the server does not take lies here until its author decides: what histories found, each as small as it gets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkInChange } from "./acts.ts";
import { canBeKept, keepPrivately, retryParked } from "./parking.ts";
import { Device } from "./testing/device.ts";
import { FakeServer } from "./testing/server.ts";
import type { Change, RawRec } from "./types.ts";

const US = "us";
const HUG = "hug";
const MINUTE = 60_000;

function house() {
  const server = new FakeServer();
  server.addSpace(US, "couple", ["alice", "bob"]);
  for (const member of ["alice", "bob"]) server.addSpace(`own-${member}`, "own", [member]);
  return { server, alice: new Device(server, "alice", 1), bob: new Device(server, "bob", 2) };
}

const called = (title: string, op: Change["op"] = "put"): Change => ({
  space: US,
  type: "practice",
  op,
  entity: HUG,
  fields: { area: "affection", body: { title } },
});

const titleAt = (server: FakeServer) => server.rows(US)[0]?.body?.title;

test("what a frozen space may hold already is asked about before it is parked [row 23]", async () => {
  const { server, alice } = house();
  for (const entity of ["a", "b", "c"]) {
    await alice.write({ ...called(entity), entity });
    await alice.engine.cycle();
  }
  const restore = server.backup();
  await alice.write({ ...called("after the backup"), entity: "d" });
  await alice.engine.cycle();
  restore();
  server.close(US, "frozen");
  server.pageSize = 1;
  await alice.engine.cycle();
  assert.deepEqual(
    (await alice.parked()).map((row) => row.entity),
    ["d"],
  );
  assert.equal((await alice.outbox()).length, 0);
});

test("what was acknowledged in a space that is gone does not wait for ever [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  await alice.write(called("A long hug"));
  alice.faults = ["ok", "offline"];
  await alice.engine.cycle();
  server.close(US, "gone");
  await alice.engine.cycle();
  assert.deepEqual(
    (await alice.parked()).map((row) => row.code),
    ["space_gone"],
  );
  assert.equal((await alice.outbox()).length, 0);
});

test("a check-in is kept privately with its practice, though both were never sent [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const about = { space: US, practice: HUG, member: "alice", label: "2026-11-23", note: "in the plane" };
  await alice.write(called("A long hug"), checkInChange(about));
  server.close(US, "gone");
  await alice.engine.cycle();
  const parked = (await alice.parked()).find((row) => row.type === "check_in");
  await alice.storage.write((tx) => keepPrivately(tx, parked?.id ?? "", "own-alice", alice.world));
  await alice.engine.cycle();
  assert.deepEqual(
    server.rows("own-alice").map((row) => [row.type, row.body]),
    [
      ["practice", { title: "A long hug" }],
      ["check_in", { note: "in the plane" }],
    ],
  );
});

test("a later word is kept privately with the check-in that it belongs to, though neither was sent [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const about = { space: US, practice: HUG, member: "alice", label: "2026-11-23" };
  const did = checkInChange(about);
  await alice.write(called("A long hug"), did);
  await alice.write({ ...did, op: "patch", fields: { body: { note: "in the plane" } } });
  server.close(US, "gone");
  await alice.engine.cycle();
  const word = (await alice.parked()).find((row) => row.op === "patch");
  await alice.storage.write((tx) => keepPrivately(tx, word?.id ?? "", "own-alice", alice.world));
  await alice.engine.cycle();
  const [, kept] = server.rows("own-alice");
  assert.deepEqual(
    [kept?.fields.practice_id, kept?.fields.label, kept?.body],
    [HUG, "2026-11-23", { note: "in the plane" }],
  );
});

test("who tries a parked check-in again sends along the practice that it belongs to [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  const about = { space: US, practice: HUG, member: "alice", label: "2026-11-23" };
  await alice.write(called("A long hug"), checkInChange(about), { ...called("Tea"), entity: "tea" });
  server.close(US, "gone");
  await alice.engine.cycle();
  assert.equal((await alice.parked()).length, 3);
  restore();
  const did = (await alice.parked()).find((row) => row.type === "check_in");
  await alice.storage.write((tx) => retryParked(tx, did?.id ?? ""));
  await alice.engine.cycle();
  assert.deepEqual(
    server.rows(US).map((row) => [row.type, row.id === HUG]),
    [
      ["practice", true],
      ["check_in", false],
    ],
  );
  assert.equal((await alice.parked()).length, 1);
});

test("a change of something that is not here is no whole: it stays parked [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  await alice.write({ ...called("A longer hug"), op: "patch", fields: { body: { title: "A longer hug" } } });
  server.close(US, "gone");
  await alice.engine.cycle();
  const [before] = await alice.parked();
  assert.ok(before && !canBeKept(before));
  assert.deepEqual(
    await alice.storage.write((tx) => keepPrivately(tx, before.id, "own-alice", alice.world)),
    [],
  );
  assert.deepEqual(await alice.parked(), [before]);
});

test("the first parked write of an entry holds back all later ones, however many are parked [row 7]", async () => {
  const { server, alice } = house();
  await alice.write(called("first"));
  await alice.engine.cycle();
  const rows = await alice.write(
    called("second", "patch"),
    called("third", "patch"),
    called("fourth", "patch"),
  );
  for (const row of [rows[0], rows[2]]) server.refuse.set(row?.id ?? "", "invalid");
  await alice.engine.cycle();
  await alice.storage.write(async (tx) => {
    const last = await tx.get<object>("outbox", rows[2]?.id ?? "");
    tx.put("parked", { ...last, code: "invalid", detail: "", parked_at: 0, context: [] });
    tx.remove("outbox", rows[2]?.id ?? "");
  });
  server.now += MINUTE;
  await alice.engine.cycle();
  assert.equal(titleAt(server), "first");
  assert.deepEqual(
    (await alice.outbox()).map((row) => row.id),
    [rows[1]?.id],
  );
});

test("a later write in the same batch waits with the one that was refused [row 7]", async () => {
  const { server, alice } = house();
  await alice.write(called("first"));
  await alice.engine.cycle();
  const [refused] = await alice.write(called("second", "patch"), called("third", "patch"));
  server.refuse.set(refused?.id ?? "", "invalid");
  for (let i = 0; i < 15; i++) {
    await alice.engine.cycle();
    server.now += 10 * MINUTE;
  }
  assert.equal(titleAt(server), "first");
  server.refuse.clear();
  await alice.storage.write((tx) => retryParked(tx, refused?.id ?? ""));
  await alice.engine.cycle();
  const base = await alice.all<RawRec>("base");
  assert.equal(base[0]?.body?.title, "third");
  assert.equal((await alice.outbox()).length + (await alice.parked()).length, 0);
});
