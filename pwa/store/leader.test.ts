import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel } from "./channel.ts";
import { Leadership } from "./leader.ts";

const silent: Channel = { post: () => {}, listen: () => {}, close: () => {} };

/** One lock, held by one at a time, in the order of asking. */
class OneLock {
  #last: Promise<unknown> = Promise.resolve();

  request(_name: string, _options: LockOptions, hold: () => Promise<unknown>): Promise<unknown> {
    const held = this.#last.then(() => hold());
    this.#last = held;
    return held;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function tabs(count: number, locks: LockManager | undefined): Leadership[] {
  const all = Array.from({ length: count }, () => new Leadership("tend", silent, () => {}, locks));
  for (const tab of all) tab.start();
  return all;
}

const leading = (all: Leadership[]) => all.map((tab) => tab.leading);

test("of three tabs one leads, and when it closes the next one does [row 8]", async () => {
  const all = tabs(3, new OneLock() as unknown as LockManager);
  await settled();
  assert.deepEqual(leading(all), [true, false, false]);
  all[0]?.stop();
  await settled();
  assert.deepEqual(leading(all), [false, true, false]);
});
