/**
 * The storage port on IndexedDB. Small enough for the worker, which opens the same databases.
 *
 * Connections die under a page (the system closes them, another tab upgrades): a transaction that did
 * not complete kept nothing, so it is run once more on a new connection before it is given up. After an
 * upgrade by a newer release there is none for this page: it must be loaded anew.
 */
import { type Key, STORES, type StoragePort, type StoreName, type Tx } from "./port.ts";

/** Raised with every new store. A store is never renamed or taken away, and its rows keep their form. */
const VERSION = 1;
const NAMES = Object.keys(STORES) as StoreName[];

type Work<T> = (tx: Tx) => Promise<T>;

/** The small database beside the accounts' own: which account is current, and this device's choices. */
export const deviceStorage = (factory?: IDBFactory): StoragePort => storage("tend", factory);

export const accountStorage = (member: string, factory?: IDBFactory): StoragePort =>
  storage(`tend-${member}`, factory);

function storage(name: string, factory = indexedDB): StoragePort {
  let connection: Promise<IDBDatabase> | null = null;
  let over = false;

  const lost = () => {
    connection = null;
  };

  const drop = () => {
    connection?.then((db) => db.close(), lost);
    lost();
  };

  const connect = async () => {
    const request = factory.open(name, VERSION);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const store of NAMES) {
        if (result.objectStoreNames.contains(store)) continue;
        result.createObjectStore(store, { keyPath: STORES[store] as string | string[] });
      }
    };
    const db = await asked(request);
    db.onclose = lost;
    db.onversionchange = drop;
    return db;
  };

  const twice = async <T>(mode: IDBTransactionMode, work: Work<T>) => {
    const once = async () => {
      if (over) throw new DOMException("closed", "InvalidStateError");
      connection ??= connect();
      return run(await connection, mode, work);
    };
    return once().catch((error) => {
      if (!isLost(error)) throw error;
      drop();
      return once();
    });
  };

  return {
    read: (work) => twice("readonly", work),
    write: (work) => twice("readwrite", work),
    close: () => {
      over = true;
      drop();
    },
    erase: async () => {
      over = true;
      drop();
      await asked(factory.deleteDatabase(name));
    },
  };
}

/** Storage failed, and not for a reason that a new connection does not mend. */
const isLost = (error: unknown) => error instanceof DOMException && !/^(Quota|Version)/.test(error.name);

/** Rejects with what `work` threw, or with the DOMException for which storage gave up. */
async function run<T>(db: IDBDatabase, mode: IDBTransactionMode, work: Work<T>): Promise<T> {
  const transaction = db.transaction(NAMES, mode, { durability: "strict" });
  const finished = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
  finished.catch(() => {});
  try {
    const result = await work(within(transaction));
    await finished;
    return result;
  } catch (error) {
    const why = transaction.error;
    if (!why) abort(transaction);
    throw why ?? error;
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It had ended already, by itself.
  }
}

function within(transaction: IDBTransaction): Tx {
  const open = (store: StoreName) => transaction.objectStore(store);
  return {
    get: (store, key) => asked(open(store).get(valid(key))),
    all: (store, prefix) => asked(open(store).getAll(under(prefix))),
    put: (store, row) => {
      open(store).put(row);
    },
    remove: (store, key) => {
      open(store).delete(valid(key));
    },
    clear: (store, prefix = []) => {
      open(store).delete(under(prefix));
    },
  };
}

const valid = (key: Key) => key as IDBValidKey;

/**
 * An array sorts after every string, so [a, []] closes the range of all keys that begin with a; and
 * nothing that is a key here sorts before the empty string or after the arrays of arrays.
 */
function under(prefix: readonly string[] = []): IDBKeyRange {
  return prefix.length ? IDBKeyRange.bound([...prefix], [...prefix, []]) : IDBKeyRange.lowerBound("");
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
