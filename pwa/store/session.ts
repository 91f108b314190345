/** Who is signed in on this device, and what happens to their data when that changes. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { api, Offline, onProblem, Problem } from "../api/client.ts";
import { OpenAccount, world } from "./account.ts";
import { type Channel, openChannel } from "./channel.ts";
import { accountStorage, deviceStorage } from "./idb.ts";
import { askToPersist, clearBadge, dropSnapshot, installed } from "./page.ts";
import { NotSaved } from "./port.ts";
import type { Account, Change, Halt, Locked, SessionAnswer } from "./types.ts";

/** `signed_out`: show the welcome. `ready`: this account's records are in memory. */
export type Boot = "signed_out" | "ready";
export type SignOutChoice = "keep_locked" | "discard";

interface AccountRow extends Account {
  key: "account";
  locked: Locked | null;
}

const device = deviceStorage();
const open = signal<OpenAccount | null>(null);
const here = signal<Account | null>(null);
const why = signal<Locked | null>(null);
const stopped = signal<Halt | null>(null);
let channel: Channel | null = null;
let booted: Promise<Boot> | null = null;

export const account: ReadonlySignal<Account | null> = here;
export const locked: ReadonlySignal<Locked | null> = why;
export const halted: ReadonlySignal<Halt | null> = stopped;
export const opened = computed(() => open.value);

/** Reads who is here and their records. Needs no network. */
export function boot(): Promise<Boot> {
  booted ??= start();
  return booted;
}

async function start(): Promise<Boot> {
  channel ??= listen();
  const row = await device.read((tx) => tx.get<AccountRow>("meta", "account"));
  if (!row) {
    dropSnapshot();
    void endRemembered();
    return "signed_out";
  }
  why.value = row.locked;
  await enter(row);
  return "ready";
}

/** Hears of dead sessions wherever they show, and of other tabs. */
function listen(): Channel {
  onProblem((problem) => {
    if (problem.code === "session_expired") lock("expired");
    else if (problem.code === "session_revoked") lock("revoked");
    else if (problem.code === "session_erased") void erase();
  });
  const tabs = openChannel();
  tabs.listen((message) => {
    if (message.kind === "account") void restart();
    if (message.kind === "locked") why.value = message.why;
    if (message.kind === "halted") stopped.value = message.why;
  });
  return tabs;
}

async function enter({ member, ownSpace }: Omit<Account, "device">): Promise<void> {
  const store = new OpenAccount(member.id, ownSpace, accountStorage(member.id), {
    locked: lock,
    halted: halt,
    erase,
    able: () => why.value === null,
  });
  const deviceId = await store.open(import.meta.url);
  open.value = store;
  here.value = { member, ownSpace, device: deviceId };
  store.start();
}

/** Another tab signed in, out, or as somebody else. */
async function restart(): Promise<void> {
  await leave((store) => store.close());
  booted = null;
  await boot();
}

async function leave(end: (store: OpenAccount) => Promise<void>): Promise<void> {
  const store = open.peek();
  open.value = null;
  here.value = null;
  why.value = null;
  stopped.value = null;
  if (store) await end(store);
}

/**
 * After `POST /accounts` or `/sessions`. The same account goes on where it was, with all that it had not
 * sent; another one finds its own database, and the first one's stays locked beside it.
 */
export async function adoptSession({ member, own_space_id }: SessionAnswer): Promise<void> {
  await boot();
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
    channel?.post({ kind: "locked", why: null });
    store.resume();
    return;
  }
  dropSnapshot();
  await leave((other) => other.close());
  await enter(row);
  booted = Promise.resolve("ready");
  channel?.post({ kind: "account" });
}

/**
 * Pushes first. With unsent work and no choice it answers how much there is, and has not signed out.
 * `keep_locked`: it stays on this device for the same account; `discard`: it goes.
 */
export async function signOut(choice?: SignOutChoice): Promise<{ unsent: number }> {
  const store = open.peek();
  if (!store) return { unsent: 0 };
  if (why.peek() === null) await store.sync();
  const unsent = await store.unsent();
  if (unsent > 0 && !choice) return { unsent };
  await endSession();
  const keep = unsent > 0 && choice === "keep_locked";
  await forget((other) => (keep ? other.close() : other.erase()));
  return { unsent: 0 };
}

async function erase(): Promise<void> {
  await forget((store) => store.erase());
}

async function forget(end: (store: OpenAccount) => Promise<void>): Promise<void> {
  dropSnapshot();
  await leave(end);
  await device.write(async (tx) => {
    for (const key of ["account", "details", "persisted"]) tx.remove("meta", key);
  });
  await clearBadge();
  booted = Promise.resolve("signed_out");
  channel?.post({ kind: "account" });
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

async function endRemembered(): Promise<void> {
  const due = await device.read((tx) => tx.get("meta", "sign_out"));
  if (!due) return;
  await device.write(async (tx) => tx.remove("meta", "sign_out"));
  await endSession();
}

function lock(reason: Locked): void {
  why.value = reason;
  dropSnapshot();
  channel?.post({ kind: "locked", why: reason });
  void device.write(async (tx) => {
    const row = await tx.get<AccountRow>("meta", "account");
    if (row) tx.put("meta", { ...row, locked: reason });
  });
}

function halt(reason: Halt): void {
  stopped.value = reason;
  channel?.post({ kind: "halted", why: reason });
}

/** Resolves when the storage transaction is complete; rejects with `NotSaved`, and then nothing was kept. */
export async function write(changes: Change[]): Promise<void> {
  const store = open.peek();
  if (!store) throw new NotSaved("signed_out");
  await store.write(changes);
  if (installed()) void persistOnce();
}

async function persistOnce(): Promise<void> {
  const asked = await device.read((tx) => tx.get("meta", "persisted"));
  if (asked) return;
  await device.write(async (tx) => tx.put("meta", { key: "persisted", at: world.now() }));
  await askToPersist();
}

/** Whether this device's lock screen may name the practice; neutral words otherwise. */
export async function showDetails(): Promise<boolean> {
  return (await device.read((tx) => tx.get<{ on: boolean }>("meta", "details")))?.on === true;
}

export async function setShowDetails(on: boolean): Promise<void> {
  await device.write(async (tx) => tx.put("meta", { key: "details", on }));
}
