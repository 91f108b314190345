/**
 * What the engine asks of storage: transactions that hold whole or not at all.
 *
 * Everything that must not tear (an edit and its place in the outbox; a page, its cursor and its
 * confirmations) is one `write`. Inside it nothing but the transaction may be awaited.
 */

export const STORES = {
  /** What the server said: key [space, type, id]. */
  base: ["space", "type", "id"],
  /** The same, while a space is rebuilt after the server came back from a backup. */
  shadow: ["space", "type", "id"],
  /** Writes not yet confirmed by a pull: key id. */
  outbox: "id",
  /** Confirmed writes of the last 60 days: key id. */
  sent: "id",
  /** Writes that the server will not have: key id. */
  parked: "id",
  /** The device, the cursors, the memberships: key key. */
  meta: "key",
} as const;

export type StoreName = keyof typeof STORES;
export type Key = string | readonly string[];

export interface ReadTx {
  get<T>(store: StoreName, key: Key): Promise<T | undefined>;
  /** Rows in the order of their keys; `prefix` narrows base and shadow to a space, or a space and type. */
  all<T>(store: StoreName, prefix?: readonly string[]): Promise<T[]>;
}

export interface Tx extends ReadTx {
  put(store: StoreName, row: object): void;
  remove(store: StoreName, key: Key): void;
  clear(store: StoreName, prefix?: readonly string[]): void;
}

export interface StoragePort {
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /**
   * Resolves when the rows are on disk (durability strict). When it rejects, nothing was kept: with what
   * `work` threw, or with storage's own DOMException.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For good: what still runs against it is refused, so that nothing comes back after `erase`. */
  close(): void;
  /** Closes, and everything of this account goes from this device. */
  erase(): Promise<void>;
}

/** A newer release, in another tab, has upgraded the database: this one's code can use it no more. */
export const isOutdated = (error: unknown): boolean => (error as Error).name === "VersionError";

type Reason = "quota" | "storage" | "outdated" | "signed_out";

/** Storage did not take a write. The caller still holds the text; `cause` says why. */
export class NotSaved extends Error {
  override readonly name = "NotSaved";
  readonly reason: Reason;

  constructor(reason: Reason, cause?: unknown) {
    super(`not saved: ${reason}`, { cause });
    this.reason = reason;
  }

  static from(error: unknown): NotSaved {
    if (error instanceof NotSaved) return error;
    if (isOutdated(error)) return new NotSaved("outdated", error);
    return new NotSaved((error as Error).name === "QuotaExceededError" ? "quota" : "storage", error);
  }
}
