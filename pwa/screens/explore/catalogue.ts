/** The catalogue of areas and practices: fetched once a visit, kept offline by the service worker. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client.ts";
import type { Cadence } from "../../store/index.ts";

export interface Entry {
  slug: string;
  title: string;
  summary: string;
  how: string[];
  minutes: number;
  requires: "either" | "together" | "each" | "one";
  private: boolean;
  cadence: Omit<Cadence, "from">;
  plan_cues: string[];
  window: { start: string; end: string };
  when_not: string;
  evidence: Evidence;
}

export interface Evidence {
  measured: string;
  who: string;
  found: string;
  confidence: "strong" | "moderate" | "weak" | "none";
  caveat: string;
  source: { authors: string; year: number; title: string; where: string; doi?: string };
}

export interface Area {
  slug: string;
  number: number;
  title: string;
  short: string;
  intro: string;
  note?: string;
  practices: Entry[];
}

export interface Catalogue {
  version: string;
  areas: Area[];
}

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
  asking ??= api<Catalogue>("GET", "/catalogue")
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
