/** What tabs and the worker tell each other. Storage holds the truth; this only says where to look. */
import type { Halt, Locked, OutboxRow, RawRec } from "./types.ts";

export const CHANNEL = "tend";

export type Message =
  /** A write was made: it is in the outbox. */
  | { kind: "rows"; member: string; rows: OutboxRow[] }
  /** The leader read a page. */
  | { kind: "applied"; member: string; recs: RawRec[]; reload: boolean }
  /** Whoever leads, sync now; `ask` wants to hear when it is done. */
  | { kind: "kick"; ask?: string | undefined }
  /** The leader is done. */
  | { kind: "cycled"; online: boolean; ask?: string }
  | { kind: "locked"; why: Locked | null }
  | { kind: "halted"; why: Halt }
  /** The account of this device changed: start again. */
  | { kind: "account" }
  | { kind: "ping" }
  | { kind: "pong" };

export interface Channel {
  post(message: Message): void;
  listen(heard: (message: Message) => void): void;
  close(): void;
}

export function openChannel(): Channel {
  const channel = new BroadcastChannel(CHANNEL);
  return {
    post: (message) => channel.postMessage(message),
    listen: (heard) => channel.addEventListener("message", (event) => heard(event.data as Message)),
    close: () => channel.close(),
  };
}
