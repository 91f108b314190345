/**
 * What was planted on this device before anybody was signed in. It waits in the device's own database, beside
 * all accounts, and goes to one of them only, when its member says that it is theirs.
 */
import { world } from "./account.ts";
import { uuid7 } from "./ids.ts";
import { NotSaved, type ReadTx, type Tx } from "./port.ts";
import { device, standing } from "./session.ts";
import type { Made } from "./types.ts";

const KEY = "early:";
const freshId = () => uuid7(world.now(), world.random);

export interface Early {
  key: string;
  entity: string;
  practice: Omit<Made<"practice">, "requires">;
  /** The account that takes it along; null while nobody has said that it is theirs. */
  taker: string | null;
}

interface Taken extends Early {
  /** The mutation that it becomes: however often that is handed over, it is done once. */
  id: string;
}

/** Resolves to its id when it is on disk. Throws `NotSaved`. */
export async function plantEarly(practice: Early["practice"]): Promise<string> {
  const entity = freshId();
  const row: Early = { key: KEY + entity, entity, practice, taker: null };
  try {
    await device.write(async (tx) => tx.put("meta", row));
    return entity;
  } catch (error) {
    throw NotSaved.from(error);
  }
}

/** What nobody has taken along yet, the oldest first. */
export const early = (): Promise<Early[]> => device.read((tx) => earlyOf(tx, null));

/** Part of signing in: from then on it is known whose these are, whatever happens next. */
export async function claim(tx: Tx, taker: string, entities: readonly string[]): Promise<void> {
  for (const row of await earlyOf(tx, null)) {
    if (entities.includes(row.entity)) tx.put("meta", { ...row, taker, id: freshId() } satisfies Taken);
  }
}

/** Into the outbox of the account that is open, then off the device. Safe to repeat from any point. */
export async function takeAlong(): Promise<void> {
  const [store, account] = [standing.open.peek(), standing.here.peek()];
  if (!store || !account) return;
  const { member, ownSpace: space } = account;
  const rows = await device.read((tx) => earlyOf<Taken>(tx, member.id));
  if (rows.length === 0) return;
  await store.write(
    rows.map(({ id, entity, practice }) => ({
      ...{ id, space, entity, type: "practice", op: "put" },
      fields: { ...practice, requires: `one:${member.id}` },
    })),
  );
  await device.write(async (tx) => remove(tx, rows));
}

/** Nothing of this account shall stay on this device. */
export async function forgetTaken(tx: Tx, taker: string): Promise<void> {
  remove(tx, await earlyOf(tx, taker));
}

function remove(tx: Tx, rows: readonly Early[]): void {
  for (const { key } of rows) tx.remove("meta", key);
}

async function earlyOf<Row extends Early>(tx: ReadTx, taker: string | null): Promise<Row[]> {
  const rows = await tx.all<Row>("meta");
  return rows.filter((row) => row.key.startsWith(KEY) && row.taker === taker);
}
