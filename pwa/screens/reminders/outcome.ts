/** A test message to this device, and whether it came: what the push service says is only half of it. */
import { api, type Schemas } from "../../api/client.ts";

export type Outcome = Exclude<Schemas["TrialOut"]["outcome"], "sent"> | "here" | "lost" | "denied";

const TAG = "trial";
const PATIENCE = 10_000;
const STEP = 250;

/** What the waiting needs of its surroundings. */
export interface Around {
  allowed: () => boolean;
  send: () => Promise<Schemas["TrialOut"]["outcome"]>;
  /** What stands on this device under that tag. */
  shown: (tag: string) => Promise<{ close(): void }[]>;
  wait: (ms: number) => Promise<void>;
}

/**
 * `here` once the notification stands on this device, `lost` if it does not within ten seconds, though the push
 * service took it; else what kept it. Throws Offline, and Problem where this device is not subscribed.
 */
export async function tryPush(around: Around): Promise<Outcome> {
  if (!around.allowed()) return "denied";
  for (const before of await around.shown(TAG)) before.close();
  const said = await around.send();
  if (said !== "sent") return said;
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    if ((await around.shown(TAG)).length > 0) return "here";
    await around.wait(STEP);
  }
  return "lost";
}

export const here: Around = {
  allowed: () => Notification.permission === "granted",
  send: async () => (await api("POST", "/push/test")).outcome,
  shown: async (tag) => (await navigator.serviceWorker.ready).getNotifications({ tag }),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
