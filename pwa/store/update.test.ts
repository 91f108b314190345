import assert from "node:assert/strict";
import { test } from "node:test";
import { Updates } from "./update.ts";

/** A page with a service worker registration that a test can move along. */
function page({ controlled = true, waiting = false } = {}) {
  const posted: string[] = [];
  const worker = () =>
    Object.assign(new EventTarget(), { postMessage: (said: string) => void posted.push(said) });
  const registration = Object.assign(new EventTarget(), {
    waiting: waiting ? worker() : null,
    installing: null as ReturnType<typeof worker> | null,
    update: async () => {},
  });
  const workers = Object.assign(new EventTarget(), {
    controller: controlled ? worker() : null,
    register: async () => registration,
  });
  const state = { reloads: 0, visible: true, settled: true, looked: () => {} };
  let finish = () => {};
  const updates = new Updates({
    workers: workers as unknown as ServiceWorkerContainer,
    settled: () => (state.settled ? Promise.resolve() : new Promise((resolve) => (finish = resolve))),
    now: () => 0,
    visible: () => state.visible,
    onVisibility: (heard) => {
      state.looked = heard;
    },
    reload: () => {
      state.reloads += 1;
    },
    url: "/sw.js",
  });
  const arrive = () => {
    registration.installing = worker();
    registration.dispatchEvent(new Event("updatefound"));
    registration.waiting = registration.installing;
    registration.installing.dispatchEvent(new Event("statechange"));
  };
  const takeOver = () => workers.dispatchEvent(new Event("controllerchange"));
  const hide = async () => {
    state.visible = false;
    state.looked();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { updates, posted, state, arrive, takeOver, hide, finish: () => finish() };
}

test("a release that waits is announced, and nothing happens by itself", async () => {
  const { updates, posted, state, arrive } = page();
  await updates.watch();
  assert.equal(updates.ready.value, false);
  arrive();
  assert.equal(updates.ready.value, true);
  assert.deepEqual([posted, state.reloads], [[], 0]);
});

test("one that waited before the page was opened is announced too", async () => {
  const { updates } = page({ waiting: true });
  await updates.watch();
  assert.equal(updates.ready.value, true);
});

test("the first installation of all is no update", async () => {
  const { updates, state, arrive, takeOver } = page({ controlled: false });
  await updates.watch();
  arrive();
  takeOver();
  assert.deepEqual([updates.ready.value, state.reloads], [false, 0]);
});

test("asked for, it waits for the write under way, lets the worker in, and reloads once [row 10]", async () => {
  const { updates, posted, state, arrive, takeOver, finish } = page();
  await updates.watch();
  arrive();
  state.settled = false;
  const applying = updates.apply();
  assert.deepEqual(posted, []);
  finish();
  await applying;
  assert.deepEqual(posted, ["skip-waiting"]);
  takeOver();
  takeOver();
  assert.equal(state.reloads, 1);
});

test("while nobody looks it is let in quietly, but never under somebody's text", async () => {
  const { updates, posted, arrive, hide } = page();
  await updates.watch();
  const release = updates.hold();
  arrive();
  await hide();
  assert.deepEqual(posted, []);
  release();
  await hide();
  assert.deepEqual(posted, ["skip-waiting"]);
});

test("when another tab let it in, this one reloads when nobody looks", async () => {
  const { updates, state, takeOver, hide } = page();
  await updates.watch();
  takeOver();
  assert.equal(state.reloads, 0);
  await hide();
  assert.equal(state.reloads, 1);
});
