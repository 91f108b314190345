/** What screens may use of the store. Everything else in this folder is how it is done. */
import { type ReadonlySignal, signal } from "@preact/signals";
import * as session from "./session.ts";
import { pageUpdates } from "./update.ts";

export { derived } from "./ids.ts";
export * from "./intents.ts";
export { keepSnapshot, snapshot } from "./page.ts";
export { NotSaved } from "./port.ts";
export { live, loaded, parked, read, spaces, status } from "./queries.ts";
export {
  account,
  adoptSession,
  type Boot,
  halted,
  locked,
  type SignOutChoice,
  setShowDetails,
  showDetails,
  signOut,
  write,
} from "./session.ts";
export type * from "./types.ts";

const updates = pageUpdates(async () => session.opened.peek()?.settled());

/** A new release is here and waits. */
export const updateReady: ReadonlySignal<boolean> = updates?.ready ?? signal(false);

/** Reads who is here and their records; needs no network. Then looks for a new release. */
export async function boot(): Promise<session.Boot> {
  const state = await session.boot();
  updates?.watch().catch(() => {});
  return state;
}

/** Finishes the write under way, lets the new worker in, and reloads once. */
export async function applyUpdate(): Promise<void> {
  await updates?.apply();
}

/** A form with unsaved text holds the quiet update back until the returned function is called. */
export function holdUpdate(): () => void {
  return updates?.hold() ?? (() => {});
}

/** Resolves after a whole cycle of push and pull, or after ten seconds. */
export async function syncNow(): Promise<void> {
  await session.opened.peek()?.sync();
}

/** `retry`: send again. `discard`: give it up. `keep`: write it into one's own space instead. */
export async function resolveParked(id: string, how: "retry" | "discard" | "keep"): Promise<void> {
  await session.opened.peek()?.resolveParked(id, how);
}
