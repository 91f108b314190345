/** From one account on this device to another, or to none. */
import { api, Offline, Problem } from "../api/client.ts";
import type { OpenAccount } from "./account.ts";
import { clearBadge, dropSnapshot } from "./page.ts";
import { type AccountRow, boot, booting, device, enter, leave, standing, tellTabs } from "./session.ts";
import type { SessionAnswer, SignOutChoice } from "./types.ts";

/**
 * After `POST /accounts` or `/sessions`. The same account goes on where it was, with all that it had not
 * sent; another one finds its own database, and the first one's stays locked beside it.
 */
export async function adoptSession({ member, own_space_id }: SessionAnswer): Promise<void> {
  await boot();
  const { open, here, why, stopped } = standing;
  const row = {
    key: "account",
    member,
    ownSpace: own_space_id,
    device: "",
    locked: null,
  } satisfies AccountRow;
  await device.write(async (tx) => {
    tx.put("meta", row);
    tx.remove("meta", "sign_out");
  });
  const store = open.peek();
  if (store && here.peek()?.member.id === member.id) {
    here.value = { ...row, device: here.peek()?.device ?? "" };
    why.value = null;
    stopped.value = null;
    tellTabs({ kind: "locked", why: null });
    store.resume();
    return;
  }
  dropSnapshot();
  await leave((other) => other.close());
  await enter(row);
  booting(Promise.resolve("ready"));
  tellTabs({ kind: "account" });
}

/**
 * Pushes first. With unsent work and no choice it answers how much there is, and has not signed out.
 * `keep_locked`: it stays on this device for the same account; `discard`: it goes.
 */
export async function signOut(choice?: SignOutChoice): Promise<{ unsent: number }> {
  const store = standing.open.peek();
  if (!store) return { unsent: 0 };
  if (standing.why.peek() === null) await store.sync();
  const unsent = (await store.unsent()).length;
  if (unsent > 0 && !choice) return { unsent };
  await endSession();
  const keep = unsent > 0 && choice === "keep_locked";
  await forget((other) => (keep ? other.close() : other.erase()));
  return { unsent: 0 };
}

/** Another device of this member asked that nothing stays here. */
export async function erase(): Promise<void> {
  await forget((store) => store.erase());
}

async function forget(end: (store: OpenAccount) => Promise<void>): Promise<void> {
  dropSnapshot();
  await leave(end);
  await device.write(async (tx) => {
    for (const key of ["account", "details", "persisted"]) tx.remove("meta", key);
  });
  await clearBadge();
  booting(Promise.resolve("signed_out"));
  tellTabs({ kind: "account" });
}

/** Without network the cookie cannot be ended now; the next start with one does it. */
async function endSession(): Promise<void> {
  try {
    await api("DELETE", "/sessions/current");
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return;
    if (!(error instanceof Offline || error instanceof Problem)) throw error;
    await device.write(async (tx) => tx.put("meta", { key: "sign_out" }));
  }
}

/** Ends the session that could not be ended when its member left. */
export async function endRemembered(): Promise<void> {
  const due = await device.read((tx) => tx.get("meta", "sign_out"));
  if (!due) return;
  await device.write(async (tx) => tx.remove("meta", "sign_out"));
  await endSession();
}
