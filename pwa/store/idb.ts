/**
 * The storage port on IndexedDB. Small enough for the worker, which opens the same databases.
 *
 * Connections die under a page (the system closes them, another tab upgrades): each transaction opens
 * again when its connection is gone, once, before it gives up.
 */
import { type Key, NotSaved, STORES, type StoragePort, type StoreName, type Tx } from "./port.ts";

const NAMES = Object.keys(STORES) as StoreName[];

export function accountStorage(member: string, factory: IDBFactory = indexedDB): StoragePort {
  return new IdbStorage(`tend-${member}`, factory);
}

/** The small database beside the accounts' own: which account is current, and this device's choices. */
export function deviceStorage(factory: IDBFactory = indexedDB): StoragePort {
  return new IdbStorage("tend", factory);
}

class IdbStorage implements StoragePort {
  readonly #name: string;
  readonly #factory: IDBFactory;
  #open: Promise<IDBDatabase> | null = null;

  constructor(name: string, factory: IDBFactory) {
    this.#name = name;
    this.#factory = factory;
  }

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#twice("readonly", work);
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#twice("readwrite", work);
  }

  close(): void {
    const open = this.#open;
    this.#open = null;
    open?.then(
      (db) => db.close(),
      () => {},
    );
  }

  async erase(): Promise<void> {
    this.close();
    await asked(this.#factory.deleteDatabase(this.#name));
  }

  /** A transaction that ended without its `complete` kept nothing, so it may be run again. */
  async #twice<T>(mode: IDBTransactionMode, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.#run(mode, work);
    } catch (error) {
      if (!(error instanceof NotSaved) || error.reason === "quota") throw error;
      this.close();
      return this.#run(mode, work);
    }
  }

  async #run<T>(mode: IDBTransactionMode, work: (tx: Tx) => Promise<T>): Promise<T> {
    const db = await this.#database();
    const transaction = this.#begin(db, mode);
    const finished = completed(transaction);
    finished.catch(() => {});
    let result: T;
    try {
      result = await work(new IdbTx(transaction));
    } catch (error) {
      abort(transaction);
      await finished.catch(() => {});
      throw transaction.error ? new NotSaved(reasonOf(transaction.error), error) : error;
    }
    await finished;
    return result;
  }

  #begin(db: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
    try {
      return db.transaction(NAMES, mode, { durability: "strict" });
    } catch (error) {
      throw new NotSaved("storage", error);
    }
  }

  #database(): Promise<IDBDatabase> {
    this.#open ??= this.#connect();
    return this.#open;
  }

  async #connect(): Promise<IDBDatabase> {
    const request = this.#factory.open(this.#name, 1);
    request.onupgradeneeded = () => {
      for (const name of NAMES) {
        request.result.createObjectStore(name, { keyPath: STORES[name] as string | string[] });
      }
    };
    try {
      const db = await asked(request);
      const gone = () => {
        this.#open = null;
      };
      db.onclose = gone;
      db.onversionchange = () => {
        gone();
        db.close();
      };
      return db;
    } catch (error) {
      this.#open = null;
      throw new NotSaved(reasonOf(error), error);
    }
  }
}

class IdbTx implements Tx {
  readonly #transaction: IDBTransaction;

  constructor(transaction: IDBTransaction) {
    this.#transaction = transaction;
  }

  get<T>(store: StoreName, key: Key): Promise<T | undefined> {
    return asked(this.#transaction.objectStore(store).get(key as IDBValidKey));
  }

  all<T>(store: StoreName, prefix?: readonly string[]): Promise<T[]> {
    return asked(this.#transaction.objectStore(store).getAll(under(prefix)));
  }

  put(store: StoreName, row: object): void {
    this.#transaction.objectStore(store).put(row);
  }

  remove(store: StoreName, key: Key): void {
    this.#transaction.objectStore(store).delete(key as IDBValidKey);
  }

  clear(store: StoreName, prefix?: readonly string[]): void {
    const range = under(prefix);
    if (range) this.#transaction.objectStore(store).delete(range);
    else this.#transaction.objectStore(store).clear();
  }
}

/** An array sorts after every string, so [a, []] closes the range of all keys that begin with a. */
function under(prefix: readonly string[] | undefined): IDBKeyRange | undefined {
  return prefix && IDBKeyRange.bound([...prefix], [...prefix, []]);
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => {
      const why = transaction.error;
      reject(new NotSaved(reasonOf(why), why));
    };
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It had already ended by itself, which `completed` tells.
  }
}

function reasonOf(error: unknown): "quota" | "storage" {
  return (error as Error | null)?.name === "QuotaExceededError" ? "quota" : "storage";
}
