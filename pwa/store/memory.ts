/** The storage port in memory: the twin of `idb.ts` for simulation, with the same order and atomicity. */
import { type Key, type ReadTx, STORES, type StoragePort, type StoreName, type Tx } from "./port.ts";

type Rows = Map<string, object>;

export class MemoryStorage implements StoragePort {
  #stores = empty();
  #queue: Promise<unknown> = Promise.resolve();
  #over = false;

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.#inTurn(() => work(new MemoryTx(this.#stores)));
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const draft = copy(this.#stores);
      const result = await work(new MemoryTx(draft));
      this.#stores = draft;
      return result;
    });
  }

  close(): void {
    this.#over = true;
  }

  async erase(): Promise<void> {
    this.close();
    await this.#queue;
    this.#stores = empty();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      if (this.#over) throw new DOMException("closed", "InvalidStateError");
      return work();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }
}

class MemoryTx implements Tx {
  readonly #stores: Record<StoreName, Rows>;

  constructor(stores: Record<StoreName, Rows>) {
    this.#stores = stores;
  }

  async get<T>(store: StoreName, key: Key): Promise<T | undefined> {
    return structuredClone(this.#stores[store].get(text(key))) as T | undefined;
  }

  async all<T>(store: StoreName, prefix?: readonly string[]): Promise<T[]> {
    const keys = [...this.#stores[store].keys()].filter(within(prefix)).sort();
    return keys.map((key) => structuredClone(this.#stores[store].get(key)) as T);
  }

  put(store: StoreName, row: object): void {
    this.#stores[store].set(text(keyOf(store, row)), structuredClone(row));
  }

  remove(store: StoreName, key: Key): void {
    this.#stores[store].delete(text(key));
  }

  clear(store: StoreName, prefix?: readonly string[]): void {
    for (const key of [...this.#stores[store].keys()].filter(within(prefix))) {
      this.#stores[store].delete(key);
    }
  }
}

const END = "\u0000";

function text(key: Key): string {
  return typeof key === "string" ? key : key.join(END);
}

function within(prefix: readonly string[] | undefined): (key: string) => boolean {
  return prefix ? (key) => key.startsWith(prefix.join(END) + END) : () => true;
}

function keyOf(store: StoreName, row: object): Key {
  const path = STORES[store];
  const value = (name: string) => (row as Record<string, string>)[name] as string;
  return typeof path === "string" ? value(path) : path.map(value);
}

function empty(): Record<StoreName, Rows> {
  const names = Object.keys(STORES) as StoreName[];
  return Object.fromEntries(names.map((name) => [name, new Map()])) as Record<StoreName, Rows>;
}

function copy(stores: Record<StoreName, Rows>): Record<StoreName, Rows> {
  const entries = Object.entries(stores).map(([name, rows]) => [name, new Map(rows)]);
  return Object.fromEntries(entries) as Record<StoreName, Rows>;
}
