/** The catalogue of areas and practices: fetched once a visit, kept offline by the service worker. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { useEffect } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";

export type Catalogue = Schemas["Catalogue"];
export type Area = Schemas["Area"];
export type Entry = Schemas["Practice"];
export type Evidence = Schemas["Evidence"];

const kept = signal<Catalogue | null>(null);
const failed = signal(false);
let asking: Promise<void> | null = null;

export const catalogue: ReadonlySignal<Catalogue | null> = kept;

/** Null while it comes; `missing` when it did not. */
export function useCatalogue(): { catalogue: Catalogue | null; missing: boolean; again: () => void } {
  useEffect(() => void load(), []);
  return { catalogue: kept.value, missing: failed.value && !kept.value, again: () => void load() };
}

export function load(): Promise<void> {
  if (kept.peek()) return Promise.resolve();
  failed.value = false;
  asking ??= api("GET", "/catalogue")
    .then((all) => {
      kept.value = all;
    })
    .catch(() => {
      failed.value = true;
    })
    .finally(() => {
      asking = null;
    });
  return asking;
}

export const entryOf = (slug: string | null): Entry | undefined =>
  kept.value?.areas.flatMap((area) => area.practices).find((entry) => entry.slug === slug);
