/** Who is signed in on this device, and what happens to their data when that changes. */
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { onProblem } from "../api/heard.ts";
import { OpenAccount, world } from "./account.ts";
import { type Channel, type Message, openChannel } from "./channel.ts";
import { accountStorage, deviceStorage } from "./idb.ts";
import { askToPersist, dropSnapshot, installed } from "./page.ts";
import { NotSaved } from "./port.ts";
import type { Account, Change, Halt, Locked } from "./types.ts";

/** `signed_out`: show the welcome. `ready`: this account's records are in memory. */
export type Boot = "signed_out" | "ready";

export interface AccountRow extends Account {
  key: "account";
  locked: Locked | null;
}

export const device = deviceStorage();
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

/** For a change of account alone, which is in a file of its own. */
export const standing = { open, here, why, stopped };

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
    return "signed_out";
  }
  why.value = row.locked;
  await enter(row);
  return "ready";
}

/** The member asked, from another device, that nothing stays on this one. */
let erase: () => Promise<void>;

export function whenErased(work: () => Promise<void>): void {
  erase = work;
}

/** What `boot` answers from now on. */
export function booting(state: Promise<Boot>): void {
  booted = state;
}

export function tellTabs(message: Message): void {
  channel?.post(message);
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

export async function enter({ member, ownSpace }: Omit<Account, "device">): Promise<void> {
  const store = new OpenAccount(member.id, ownSpace, accountStorage(member.id), {
    locked: lock,
    halted: halt,
    erase: () => erase(),
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

export async function leave(end: (store: OpenAccount) => Promise<void>): Promise<void> {
  const store = open.peek();
  open.value = null;
  here.value = null;
  why.value = null;
  stopped.value = null;
  if (store) await end(store);
}

function lock(reason: Locked): void {
  why.value = reason;
  if (reason === "revoked") dropSnapshot();
  tellTabs({ kind: "locked", why: reason });
  void device.write(async (tx) => {
    const row = await tx.get<AccountRow>("meta", "account");
    if (row) tx.put("meta", { ...row, locked: reason });
  });
}

function halt(reason: Halt): void {
  stopped.value = reason;
  // The tab of the newer release is well.
  if (reason !== "outdated") tellTabs({ kind: "halted", why: reason });
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
