/** What the answer to a push does to the outbox. */
import { LONGEST } from "./outbox.ts";
import { park } from "./parking.ts";
import type { Tx } from "./port.ts";
import type { PushResult } from "./protocol.ts";
import type { OutboxRow } from "./types.ts";

/** Answers of "not yet" to one write, over some twenty minutes, before its author is asked. */
const MAX_WAITS = 10;
/**
 * Not the fault of this write. The server came back from a backup: the pull to come says so, and then everything
 * is sent in its order. Or an earlier write of that entity was not taken: this one goes after it.
 */
const LATER = new Set(["read_first", "behind"]);
/** Answers of 500 to one write alone, while the server answered others, before it is parked. */
export const MAX_FAILS = 3;

/** ms to wait after the given number of failures: 1 s, doubling, at most 5 min, with up to half of it by chance. */
export function backoff(failures: number, chance: number): number {
  return Math.min(LONGEST, 1000 * 2 ** Math.min(failures, 20)) * (0.5 + chance / 2);
}

/** A write without a result in the answer is as one told to try again. */
export async function recordPush(
  tx: Tx,
  sent: OutboxRow[],
  results: PushResult[],
  now: number,
): Promise<void> {
  const byId = new Map(results.map((result) => [result.id, result]));
  for (const { id } of sent) {
    const row = await tx.get<OutboxRow>("outbox", id);
    if (row?.state !== "pending") continue;
    const { outcome, seq, code, detail }: Partial<PushResult> = byId.get(id) ?? { outcome: "retry" };
    if (code && LATER.has(code)) tx.put("outbox", { ...row, after: now + 1000 });
    else if (outcome === "rejected") {
      await park(tx, row, { code: code ?? "rejected", detail: detail ?? "" }, now);
    } else if (outcome === "retry" || outcome === "deferred") {
      if (row.waits + 1 >= MAX_WAITS) {
        await park(tx, row, { code: code ?? outcome, detail: detail ?? "" }, now);
      } else tx.put("outbox", { ...row, waits: row.waits + 1, after: now + backoff(row.waits, 1) });
    } else {
      tx.put("outbox", { ...row, state: "acked", ...(typeof seq === "number" ? { seq } : {}) });
    }
  }
}

/** One write alone made the server fail. It waits; only proof that the server is well parks it. */
export async function recordFailure(tx: Tx, id: string, now: number): Promise<void> {
  const row = await tx.get<OutboxRow>("outbox", id);
  if (row?.state !== "pending") return;
  tx.put("outbox", { ...row, fails: row.fails + 1, after: now + backoff(row.fails, 1) });
}

/** After a pull was answered: the server is well, so what failed three times is at fault itself. */
export async function parkPoison(tx: Tx, now: number): Promise<void> {
  const poison = (await tx.all<OutboxRow>("outbox")).filter((row) => row.fails >= MAX_FAILS);
  for (const row of poison) await park(tx, row, { code: "server_error", detail: "" }, now);
}
