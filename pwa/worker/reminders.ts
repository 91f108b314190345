/** What a push shows, and what a tap on it does: with no page open, and without network. */
import { checkInChange, replyChange } from "../store/acts.ts";
import { accountStorage, deviceStorage } from "../store/idb.ts";
import { enqueue, outgoing, type World } from "../store/outbox.ts";
import type { ReadTx, StoragePort } from "../store/port.ts";
import type { Account, Change, OutboxRow, RawRec } from "../store/types.ts";

export const world: World = {
  now: () => Date.now(),
  random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
};

const SNOOZE = 30;
const MAX_LATER = 3;

/** The ids that a push carries. */
export interface Cue {
  kind: string;
  space: string;
  reminder: string;
  label: string;
}

interface Here {
  account: Account & { locked: string | null };
  /** This device may name the practice on its lock screen. */
  details: boolean;
  storage: StoragePort;
}

/** Null when nobody is signed in on this device. */
async function here(): Promise<Here | null> {
  return deviceStorage().read(async (tx) => {
    const account = await tx.get<Here["account"]>("meta", "account");
    const chosen = await tx.get<{ on: boolean }>("meta", "details");
    if (!account) return null;
    const details = chosen?.on === true && !account.locked;
    return { account, details, storage: accountStorage(account.member.id) };
  });
}

/** The practice's own words, only if this device chose to show them and its screen is not locked. */
export async function wordsFor(cue: Cue): Promise<{ title: string; body: string } | null> {
  const found = await here();
  if (!found?.details) return null;
  const { practice, reminder } = await found.storage.read((tx) => lookUp(tx, found.account, cue));
  const title = practice?.body?.title as string | undefined;
  return title ? { title, body: (reminder?.body?.cue as string | undefined) ?? "" } : null;
}

/** What a tap wrote, and the page that it leads to. */
export interface Answered {
  member: string;
  rows: OutboxRow[];
  place: string;
}

/**
 * Writes the answer into the outbox, in one strict transaction. Undefined when this phone does not know
 * the reminder (yet): then the page has to ask.
 */
export async function respond(cue: Cue, action: string): Promise<Answered | undefined> {
  const found = await here();
  return found?.storage.write(async (tx) => {
    const { practice } = await lookUp(tx, found.account, cue);
    if (!practice) return undefined;
    const changes = await changesFor(tx, found.account, cue, action, practice);
    return {
      member: found.account.member.id,
      rows: await enqueue(tx, changes, world),
      place: `/practice/${practice.space}/${practice.id}?reminder=${cue.reminder}&label=${cue.label}`,
    };
  });
}

async function changesFor(
  tx: ReadTx,
  account: Account,
  cue: Cue,
  action: string,
  practice: RawRec,
): Promise<Change[]> {
  const { ownSpace, member } = account;
  const { reminder, label } = cue;
  if (action === "later") {
    const waiting = (await tx.all<OutboxRow>("outbox")).map((row) => row.entity);
    for (let n = 1; n <= MAX_LATER; n++) {
      const later = replyChange(ownSpace, reminder, label, "later", n, SNOOZE);
      const { type, entity } = later;
      if (!waiting.includes(entity) && !(await tx.get("base", [ownSpace, type, entity]))) return [later];
    }
    return [];
  }
  if (action !== "done") return [replyChange(ownSpace, reminder, label, "opened")];
  const act = { space: practice.space, practice: practice.id, member: member.id, label };
  return [checkInChange(act), replyChange(ownSpace, reminder, label, "done")];
}

async function lookUp(tx: ReadTx, { ownSpace }: Account, cue: Cue) {
  const reminder = await tx.get<RawRec>("base", [ownSpace, "reminder", cue.reminder]);
  const { ref_space, ref_id } = (reminder?.fields ?? {}) as { ref_space?: string; ref_id?: string };
  const practice = ref_space && ref_id && (await tx.get<RawRec>("base", [ref_space, "practice", ref_id]));
  return { reminder, practice: practice && !practice.deleted ? practice : undefined };
}

/**
 * Sends what waits, once. It takes nothing out of the outbox: only a page that has read the server's
 * confirmation does that, and what is sent twice counts once.
 */
export async function flush(): Promise<void> {
  const found = await here();
  if (!found || found.account.locked) return;
  const { rows, body } = await found.storage.read((tx) => outgoing(tx, found.account.member.id, world));
  if (!rows.length) return;
  await fetch("/api/v1/sync/push", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
