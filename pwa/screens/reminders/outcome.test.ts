import assert from "node:assert/strict";
import { test } from "node:test";
import { type Around, tryPush } from "./outcome.ts";

/** A device on which a notification appears after so many ms; null: never. */
function device({
  comes = 0 as number | null,
  says = "sent" as Awaited<ReturnType<Around["send"]>>,
  allowed = true,
  before = 0,
}) {
  let now = 0;
  let sent: number | null = null;
  let old = before;
  const around: Around = {
    allowed: () => allowed,
    send: async () => {
      sent = now;
      return says;
    },
    shown: async () => {
      const fresh = sent !== null && comes !== null && now >= sent + comes ? 1 : 0;
      return Array.from({ length: old + fresh }, () => ({ close: () => void old-- }));
    },
    wait: async (ms) => {
      now += ms;
    },
  };
  return { around, waited: () => now, sent: () => sent !== null };
}

test("a test that comes is here, at once or a little later", async () => {
  for (const comes of [0, 3000, 9500]) assert.equal(await tryPush(device({ comes }).around), "here");
});

test("what the push service took and what did not come within ten seconds is lost", async () => {
  const silent = device({ comes: null });
  assert.equal(await tryPush(silent.around), "lost");
  assert.equal(silent.waited(), 10_000);
});

test("an older test on the screen is not taken for this one", async () => {
  assert.equal(await tryPush(device({ comes: null, before: 2 }).around), "lost");
});

test("what the push service refused is not waited for", async () => {
  for (const says of ["gone", "later", "too_large", "misconfigured"] as const) {
    const refused = device({ says, comes: null });
    assert.equal(await tryPush(refused.around), says);
    assert.equal(refused.waited(), 0);
  }
});

test("without permission nothing is sent", async () => {
  const shut = device({ allowed: false });
  assert.equal(await tryPush(shut.around), "denied");
  assert.equal(shut.sent(), false);
});
