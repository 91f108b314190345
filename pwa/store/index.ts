/** What screens may use of the store. Everything else in this folder is how it is done. */
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { quiet } from "./page.ts";
import * as session from "./session.ts";
import type { SessionAnswer, SignOutChoice, Unsent } from "./types.ts";
import type { Updates } from "./update.ts";

export { checkIn, checkInId, withdraw } from "./check-ins.ts";
export { type Early, early, plantEarly } from "./early.ts";
export { derived } from "./ids.ts";
export * from "./intents.ts";
export { installed, keepSnapshot, snapshot } from "./page.ts";
export { canBeKept } from "./parking.ts";
export { NotSaved } from "./port.ts";
export { eachSpace, live, loaded, parked, read, spaces, status } from "./queries.ts";
export {
  account,
  type Boot,
  halted,
  locked,
  setShowDetails,
  showDetails,
  write,
} from "./session.ts";
export type * from "./types.ts";

const handover = () => import("./handover.ts");

session.whenErased(async () => (await handover()).erase());

const updates = signal<Updates | null>(null);
let watched: (updates: Updates | null) => void;
const watching = new Promise<Updates | null>((resolve) => {
  watched = resolve;
});

/** A new release is here and waits. */
export const updateReady: ReadonlySignal<boolean> = computed(() => updates.value?.ready.value ?? false);

/**
 * Reads who is here and their records; needs no network. Then, when it is quiet, looks for a new release, and for
 * what a page that ended too early left to be done.
 */
export async function boot(): Promise<session.Boot> {
  const state = await session.boot();
  if (state === "signed_out") void handover().then(({ endRemembered }) => endRemembered());
  else void quiet().then(async () => (await handover()).takeAlong());
  void quiet().then(watch);
  return state;
}

async function watch(): Promise<void> {
  const { pageUpdates } = await import("./later.ts");
  updates.value ??= pageUpdates(async () => session.opened.peek()?.settled());
  watched(updates.peek());
  // A browser that refuses the worker (private windows do) is used without it.
  updates
    .peek()
    ?.watch()
    .catch(() => {});
}

/** Finishes the write under way, lets the new worker in, and reloads once. */
export async function applyUpdate(): Promise<void> {
  await updates.peek()?.apply();
}

/** A form with unsaved text holds the quiet update back until the returned function is called. */
export function holdUpdate(): () => void {
  const held = watching.then((coming) => coming?.hold());
  return () => void held.then((letGo) => letGo?.());
}

/** After `POST /accounts` or `/sessions`: goes on as this member, with what they planted before (`along`: ids). */
export async function adoptSession(answer: SessionAnswer, along: readonly string[] = []): Promise<void> {
  await (await handover()).adoptSession(answer, along);
}

/** With unsent work and no choice it answers how much there is, and has not signed out. */
export async function signOut(choice?: SignOutChoice): Promise<{ unsent: number }> {
  return (await handover()).signOut(choice);
}

/** After the account was deleted: nothing of it stays on this device. */
export async function eraseAccount(): Promise<void> {
  await (await handover()).erase();
}

/** Everything that is on this device alone: what waits, and what the server would not take. */
export async function unsent(): Promise<Unsent[]> {
  return (await session.opened.peek()?.unsent()) ?? [];
}

/** Resolves after a whole cycle of push and pull, or after ten seconds. */
export async function syncNow(): Promise<void> {
  await session.opened.peek()?.sync();
}

/** `retry`: send again. `discard`: give it up. `keep`: write it into one's own space instead. */
export async function resolveParked(id: string, how: "retry" | "discard" | "keep"): Promise<void> {
  await session.opened.peek()?.resolveParked(id, how);
}
