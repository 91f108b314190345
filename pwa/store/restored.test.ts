/** A server that comes back from a backup, told by nobody: what histories found, each as small as it gets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../api/problem.ts";
import { retryParked } from "./parking.ts";
import { DAY } from "./pulling.ts";
import { Device } from "./testing/device.ts";
import { FakeServer } from "./testing/server.ts";
import type { Change } from "./types.ts";

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

test("what a phone wrote before it knew of the backup is not covered by what it wrote before that [row 6]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("first"));
  await alice.engine.cycle();
  restore();
  await alice.write(called("second"));
  for (let i = 0; i < 3; i++) {
    await alice.engine.cycle();
    server.now += MINUTE;
  }
  assert.equal(titleAt(server), "second");
  assert.equal((await alice.outbox()).length + (await alice.parked()).length, 0);
});

test("what was acknowledged and forgotten does not cover a later write of that entry [row 6]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("first"));
  alice.faults = ["ok", "offline"];
  await alice.engine.cycle();
  restore();
  await alice.write(called("second"));
  for (let i = 0; i < 3; i++) {
    await alice.engine.cycle();
    server.now += MINUTE;
  }
  assert.equal(titleAt(server), "second");
});

test("after a reset nothing counts as seen: seqs of the old history mean other commits now [row 6]", async () => {
  const { server, alice } = house();
  await alice.write(called("in the backup"));
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("confirmed", "patch"));
  await alice.engine.cycle();
  const [refused] = await alice.write(called("parked", "patch"));
  server.refuse.set(refused?.id ?? "", "invalid");
  await alice.engine.cycle();
  await alice.write(called("behind it", "patch"));
  restore();
  alice.faults = ["ok", "offline"];
  await alice.engine.cycle();
  await alice.write({ ...called("while it is rebuilt", "patch"), fields: { rest: 2 } });
  await alice.write(called("while it is rebuilt", "patch"));
  const bases = [...(await alice.outbox()), ...(await alice.parked())].map((row) => row.base_seq);
  assert.deepEqual(bases, [0, 0, 0, 0, 0, 0]);
  server.refuse.clear();
  await alice.storage.write((tx) => retryParked(tx, refused?.id ?? ""));
  for (let i = 0; i < 3; i++) {
    await alice.engine.cycle();
    server.now += MINUTE;
  }
  assert.equal(titleAt(server), "while it is rebuilt");
});

test("a server that can be written but not read for a while parks nothing of what it forgot [row 6]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("first"));
  await alice.engine.cycle();
  restore();
  await alice.write(called("second", "patch"));
  for (let i = 0; i < 15; i++) {
    alice.faults = ["ok", "offline"];
    await alice.engine.cycle();
    server.now += 10 * MINUTE;
  }
  assert.equal((await alice.parked()).length, 0);
  await alice.engine.cycle();
  assert.equal(titleAt(server), "second");
});

test("a reset takes nothing out of what was sent: the server may come back from a backup again [row 6]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("A long hug"));
  await alice.engine.cycle();
  for (let i = 0; i < 2; i++) {
    restore();
    alice.faults = ["ok", "offline"];
    await alice.engine.cycle();
    assert.equal((await alice.sent()).length, 1);
    await alice.engine.cycle();
  }
  assert.equal(titleAt(server), "A long hug");
});

test("a phone that slept over a backup for a season still has all that its server forgot [row 6]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("A long hug"));
  await alice.engine.cycle();
  restore();
  server.now += 75 * DAY;
  await alice.engine.tidy();
  await alice.engine.cycle();
  assert.equal(titleAt(server), "A long hug");
});

test("a wrong clock throws away nothing that was sent [row 20]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  alice.skew = -100 * DAY;
  await alice.write(called("A long hug"));
  await alice.engine.cycle();
  alice.skew = 0;
  await alice.engine.tidy();
  restore();
  await alice.engine.cycle();
  assert.equal(titleAt(server), "A long hug");
});

test("a couple that was left, and is back with the backup, gets again what the server forgot [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("A long hug"));
  await alice.engine.cycle();
  server.close(US, "gone");
  await alice.engine.cycle();
  restore();
  await alice.engine.cycle();
  assert.equal(titleAt(server), "A long hug");
});

test("who left, and is back with the backup, reads before they write: the old does not cover the new [row 6] [row 23]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  const restore = server.backup();
  await alice.write(called("A long hug"));
  await alice.engine.cycle();
  server.close(US, "gone");
  await alice.engine.cycle();
  restore();
  await alice.write(called("A longer hug"));
  await alice.engine.cycle();
  assert.equal(titleAt(server), "A longer hug");
});

test("a wait that was reckoned by a clock ahead ends when the clock is put right [row 20]", async () => {
  const { server, alice } = house();
  await alice.engine.cycle();
  alice.skew = 3 * DAY;
  await alice.write(called("A long hug"));
  alice.faults = [new Problem(500, { code: "internal" })];
  await alice.engine.cycle();
  alice.skew = 0;
  await alice.engine.cycle();
  assert.equal(titleAt(server), "A long hug");
});
