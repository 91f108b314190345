/** The two calls of sync, as they travel. */
import type { Schemas } from "../api/contract.ts";
import type { Mutation } from "./types.ts";

/** `cursors`, by space: what this device has read. A server that came back from a backup asks to be read first. */
export type PushBody = Required<Omit<Schemas["PushIn"], "mutations">> & { mutations: Mutation[] };

export type PushResult = Schemas["ResultOut"];
export type PushAnswer = Schemas["PushOut"];

/** Neither: the first page, newest first. `cursor`: what came after. `before`: further back. */
export type SpaceAsk = Schemas["PullSpace"];
export type PullBody = Required<Schemas["PullIn"]>;
export type SpacePage = Schemas["PulledSpace"];
export type PullAnswer = Schemas["PullOut"];

/** Throws `Problem` when the server refuses, `Offline` when no answer came. */
export interface Transport {
  push(body: PushBody): Promise<PushAnswer>;
  pull(body: PullBody): Promise<PullAnswer>;
}
