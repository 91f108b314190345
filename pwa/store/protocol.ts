/** The two calls of sync, as they travel. */
import type { Membership, Mutation, RawRec } from "./types.ts";

export interface PushBody {
  account: string;
  device: string;
  schema: number;
  mutations: Mutation[];
  /** By space: what this device has read. A server that came back from a backup asks to be read first. */
  cursors: Record<string, string>;
}

export type Outcome = "applied" | "merged" | "superseded" | "deferred" | "rejected" | "retry";

export interface PushResult {
  id: string;
  outcome: Outcome;
  seq?: number | null;
  code?: string | null;
  detail?: string | null;
}

export interface PushAnswer {
  results: PushResult[];
  server_time: string;
}

/** Neither: the first page, newest first. `cursor`: what came after. `before`: further back. */
export interface SpaceAsk {
  id: string;
  cursor?: string;
  before?: string;
}

export interface PullBody {
  account: string;
  device: string;
  schema: number;
  spaces: SpaceAsk[];
  unconfirmed: string[];
  limit: number;
}

export interface SpacePage {
  id: string;
  state: "ok" | "reset" | "frozen" | "gone";
  changes: RawRec[];
  cursor?: string | null;
  before?: string | null;
  more?: boolean;
}

export interface PullAnswer {
  spaces: SpacePage[];
  confirmed: Record<string, number>;
  memberships: Membership[];
  server_time: string;
  min_schema: number;
}

/** Throws `Problem` when the server refuses, `Offline` when no answer came. */
export interface Transport {
  push(body: PushBody): Promise<PushAnswer>;
  pull(body: PullBody): Promise<PullAnswer>;
}
