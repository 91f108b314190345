/**
 * All records of this account in memory, by space and type, with unconfirmed writes on top; and queries
 * over them that run again only when their space and type changed.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { entityOf } from "./outbox.ts";
import { type Seen, seen } from "./overlay.ts";
import type { Kind, OutboxRow, Parked, RawRec, Rec, Space } from "./types.ts";

interface Bucket {
  base: Map<string, RawRec>;
  shown: Map<string, Seen>;
  version: Signal<number>;
}

export class Mirror {
  readonly outbox = signal<OutboxRow[]>([]);
  readonly parked = signal<Parked[]>([]);
  readonly spaces = signal<Space[]>([]);
  readonly #me: string;
  readonly #buckets = new Map<string, Bucket>();
  #pending = new Map<string, OutboxRow[]>();
  readonly #heads = new Map<string, number>();

  constructor(me: string) {
    this.#me = me;
  }

  /** Everything anew, as storage has it. */
  load(base: RawRec[], outbox: OutboxRow[]): void {
    batch(() => {
      for (const bucket of this.#buckets.values()) {
        bucket.base.clear();
        bucket.shown.clear();
        bucket.version.value += 1;
      }
      this.#pending = new Map();
      this.#heads.clear();
      this.applied(base);
      this.pending(outbox);
    });
  }

  /** Records that a pull brought. */
  applied(records: RawRec[]): void {
    batch(() => {
      for (const record of records) {
        this.#bucket(record.space, record.type).base.set(record.id, record);
        this.#heads.set(record.space, Math.max(record.seq, this.head(record.space)));
        this.#show(record.space, record.type, record.id);
      }
    });
  }

  /** The outbox as it is now; only entities whose writes changed are looked at again. */
  pending(outbox: OutboxRow[]): void {
    const before = this.#pending;
    this.#pending = grouped(outbox);
    batch(() => {
      this.outbox.value = outbox;
      for (const key of new Set([...before.keys(), ...this.#pending.keys()])) {
        const [was, is] = [before.get(key) ?? [], this.#pending.get(key) ?? []];
        const [one] = [...is, ...was];
        if (one && said(was) !== said(is)) this.#show(one.space, one.type, one.entity);
      }
    });
  }

  /** The last seq known of a space, so that a hint about it need not be followed. */
  head(space: string): number {
    return this.#heads.get(space) ?? 0;
  }

  live<K extends Kind, R>(space: string, type: K, pick: (records: Rec<K>[]) => R): ReadonlySignal<R> {
    const bucket = this.#bucket(space, type);
    return computed(() => {
      bucket.version.value;
      return pick([...bucket.shown.values()] as unknown as Rec<K>[]);
    });
  }

  read<K extends Kind>(space: string, type: K, id: string): Rec<K> | undefined {
    return this.#bucket(space, type).shown.get(id) as unknown as Rec<K> | undefined;
  }

  #bucket(space: string, type: string): Bucket {
    const key = `${space}/${type}`;
    const known = this.#buckets.get(key);
    if (known) return known;
    const fresh = { base: new Map(), shown: new Map(), version: signal(0) };
    this.#buckets.set(key, fresh);
    return fresh;
  }

  #show(space: string, type: string, id: string): void {
    const bucket = this.#bucket(space, type);
    const record = seen(bucket.base.get(id), this.#pending.get(`${space}/${id}`) ?? [], this.#me);
    if (record && !record.deleted) bucket.shown.set(id, record);
    else bucket.shown.delete(id);
    bucket.version.value = bucket.version.peek() + 1;
  }
}

function grouped(rows: OutboxRow[]): Map<string, OutboxRow[]> {
  const groups = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const group = groups.get(entityOf(row));
    if (group) group.push(row);
    else groups.set(entityOf(row), [row]);
  }
  return groups;
}

const said = (rows: OutboxRow[]) => rows.map((row) => `${row.id} ${row.replay ?? ""}`).join();
