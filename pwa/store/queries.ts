/** Signals over the account that is open: they follow when it changes. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { opened } from "./session.ts";
import type { Kind, Parked, Rec, Space, Status } from "./types.ts";

const NOTHING: Status = {
  state: "everywhere",
  pending: 0,
  parked: 0,
  online: true,
  since: null,
  tried: false,
  full: false,
};

export const spaces: ReadonlySignal<Space[]> = computed(() => opened.value?.mirror.spaces.value ?? []);
export const status: ReadonlySignal<Status> = computed(() => opened.value?.status.value ?? NOTHING);
export const parked: ReadonlySignal<Parked[]> = computed(() => opened.value?.mirror.parked.value ?? []);
/** True once the first pages of every space are here, so that an empty list means empty. */
export const loaded: ReadonlySignal<boolean> = computed(() => opened.value?.loaded.value ?? false);

/**
 * A query that runs again only when a record of this space and type changed. Deleted records are left
 * out. Make it once (`useMemo`, or outside of the component), not at each render.
 */
export function live<K extends Kind, R>(
  space: string,
  type: K,
  pick: (records: Rec<K>[]) => R,
): ReadonlySignal<R> {
  const query = computed(() => opened.value?.mirror.live(space, type, pick) ?? null);
  return computed(() => query.value?.value ?? pick([]));
}

/** The last commit of a space that this device has read. */
export const headOf = (space: string): number => opened.peek()?.mirror.head(space) ?? 0;

/** A query for each space, made when it is first wanted and kept. */
export function eachSpace<Query>(make: (space: string) => Query): (space: string) => Query {
  const made = new Map<string, Query>();
  return (space) => {
    const query = made.get(space) ?? make(space);
    made.set(space, query);
    return query;
  };
}

/** The record as seen now, or undefined when it is unknown or deleted. */
export function read<K extends Kind>(space: string, type: K, id: string): Rec<K> | undefined {
  return opened.peek()?.mirror.read(space, type, id);
}
