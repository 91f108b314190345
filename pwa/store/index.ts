import type { ReadonlySignal, Signal } from "@preact/signals";
import type {
  Account,
  Change,
  Halt,
  Kind,
  Locked,
  Parked,
  Rec,
  SessionAnswer,
  Space,
  Status,
} from "./types.ts";

export type * from "./types.ts";

/** `signed_out`: show the welcome. `ready`: this account's records are in memory. */
export type Boot = "signed_out" | "ready";

export declare function boot(): Promise<Boot>;
export declare const account: ReadonlySignal<Account | null>;
export declare const locked: Signal<Locked | null>;
export declare const halted: Signal<Halt | null>;
export declare const spaces: ReadonlySignal<Space[]>;
export declare const status: ReadonlySignal<Status>;
export declare const parked: ReadonlySignal<Parked[]>;
/** True once the first pages of every space are here, so that an empty list means empty. */
export declare const loaded: ReadonlySignal<boolean>;

/** A query that runs again only when a record of this space and type changed. Deleted ones are left out. */
export declare function live<K extends Kind, R>(
  space: string,
  type: K,
  pick: (recs: Rec<K>[]) => R,
): ReadonlySignal<R>;
/** The record as seen now, or undefined when it is unknown or deleted. */
export declare function read<K extends Kind>(space: string, type: K, id: string): Rec<K> | undefined;

/** Resolves when the storage transaction is complete; rejects with `NotSaved`, and then nothing was kept. */
export declare function write(changes: Change[]): Promise<void>;
export declare function syncNow(): Promise<void>;

export declare function adoptSession(answer: SessionAnswer): Promise<void>;
export type SignOutChoice = "keep_locked" | "discard";
/** Pushes first. With unsent work and no choice it answers how much, and has not signed out. */
export declare function signOut(choice?: SignOutChoice): Promise<{ unsent: number }>;

/** `retry`: send again. `discard`: give it up. `keep`: write it into one's own space instead. */
export declare function resolveParked(id: string, how: "retry" | "discard" | "keep"): Promise<void>;

/** A write that storage did not take. The caller still has the text. */
export declare class NotSaved extends Error {
  readonly reason: "quota" | "storage" | "signed_out";
}

export declare const updateReady: ReadonlySignal<boolean>;
/** Finishes the write under way, lets the new worker in, and reloads once. */
export declare function applyUpdate(): Promise<void>;
/** A form with unsaved text holds the quiet update back until the returned function is called. */
export declare function holdUpdate(): () => void;

/** Lock-screen details of this device: false means neutral words. */
export declare function showDetails(): Promise<boolean>;
export declare function setShowDetails(on: boolean): Promise<void>;
