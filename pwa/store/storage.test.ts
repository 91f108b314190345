import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import fc from "fast-check";
import { accountStorage } from "./idb.ts";
import { MemoryStorage } from "./memory.ts";
import { NotSaved, type StoragePort } from "./port.ts";

globalThis.IDBKeyRange = IDBKeyRange as typeof globalThis.IDBKeyRange;

const TWINS: [string, () => StoragePort][] = [
  ["memory", () => new MemoryStorage()],
  ["IndexedDB", () => accountStorage("alice", new IDBFactory() as unknown as globalThis.IDBFactory)],
];

const record = (space: string, type: string, id: string, seq = 1) => ({ space, type, id, seq });

for (const [name, make] of TWINS) {
  test(`${name}: what is written is read back, and the copy is one's own`, async () => {
    const storage = make();
    const row = { id: "m1", n: 1, fields: { body: { note: "hello" } } };
    await storage.write(async (tx) => tx.put("outbox", row));
    row.fields.body.note = "changed later";
    const read = await storage.read((tx) => tx.get<typeof row>("outbox", "m1"));
    assert.equal(read?.fields.body.note, "hello");
  });

  test(`${name}: a prefix takes one space, or one type in it, and no neighbour`, async () => {
    const storage = make();
    const rows = [
      record("s", "a", "1"),
      record("s", "ab", "2"),
      record("s1", "a", "3"),
      record("s", "a", "0"),
    ];
    await storage.write(async (tx) => {
      for (const row of rows) tx.put("base", row);
    });
    const ids = (prefix?: string[]) =>
      storage.read(async (tx) => (await tx.all<{ id: string }>("base", prefix)).map((row) => row.id));
    assert.deepEqual(await ids(["s", "a"]), ["0", "1"]);
    assert.deepEqual(await ids(["s"]), ["0", "1", "2"]);
    assert.deepEqual(await ids(), ["0", "1", "2", "3"]);
    await storage.write(async (tx) => tx.clear("base", ["s"]));
    assert.deepEqual(await ids(), ["3"]);
  });

  test(`${name}: a transaction that throws leaves nothing`, async () => {
    const storage = make();
    await storage.write(async (tx) => tx.put("meta", { key: "a", value: 1 }));
    const torn = storage.write(async (tx) => {
      tx.put("meta", { key: "a", value: 2 });
      tx.remove("meta", "a");
      await tx.get("meta", "a");
      throw new Error("power lost");
    });
    await assert.rejects(torn, /power lost/);
    assert.deepEqual(await storage.read((tx) => tx.get("meta", "a")), { key: "a", value: 1 });
  });

  test(`${name}: two writers at once count every one`, async () => {
    const storage = make();
    const more = () =>
      storage.write(async (tx) => {
        const row = (await tx.get<{ key: string; n: number }>("meta", "n")) ?? { key: "n", n: 0 };
        tx.put("meta", { ...row, n: row.n + 1 });
      });
    await Promise.all(Array.from({ length: 20 }, more));
    assert.deepEqual(await storage.read((tx) => tx.get("meta", "n")), { key: "n", n: 20 });
  });

  test(`${name}: once erased, what still runs against it is refused`, async () => {
    const storage = make();
    const put = () => storage.write(async (tx) => tx.put("meta", { key: "a" }));
    await put();
    await storage.erase();
    await assert.rejects(put, { name: "InvalidStateError" });
  });
}

const step = fc.record({
  what: fc.constantFrom("put", "remove", "clear"),
  space: fc.constantFrom("s", "t"),
  type: fc.constantFrom("a", "b"),
  id: fc.constantFrom("1", "2", "3"),
  fails: fc.boolean(),
});

test("the twins hold the same after any steps", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 }), async (transactions) => {
      const held = await Promise.all(
        TWINS.map(async ([, make]) => {
          const storage = make();
          for (const steps of transactions) {
            const run = storage.write(async (tx) => {
              for (const [seq, { what, space, type, id, fails }] of steps.entries()) {
                if (fails) throw new Error("stop");
                if (what === "put") tx.put("base", record(space, type, id, seq));
                if (what === "remove") tx.remove("base", [space, type, id]);
                if (what === "clear") tx.clear("base", [space]);
              }
            });
            await run.catch(() => {});
          }
          return storage.read((tx) => tx.all("base"));
        }),
      );
      assert.deepEqual(held[0], held[1]);
    }),
    { numRuns: 60 },
  );
});

test("erased is empty for who comes next", async () => {
  const factory = new IDBFactory() as unknown as globalThis.IDBFactory;
  const first = accountStorage("alice", factory);
  const other = accountStorage("alice", factory);
  await first.write(async (tx) => tx.put("meta", { key: "a" }));
  await other.read((tx) => tx.all("meta"));
  await first.erase();
  assert.deepEqual(await accountStorage("alice", factory).read((tx) => tx.all("meta")), []);
});

type Begun = (
  transaction: IDBTransaction,
  mode: IDBTransactionMode | undefined,
  options: IDBTransactionOptions | undefined,
) => void;

/** Hears of every transaction that begins. */
function watch(factory: globalThis.IDBFactory, heard: Begun): void {
  const open = factory.open.bind(factory);
  factory.open = (...args) => {
    const request = open(...args);
    request.addEventListener("success", () => {
      const db = request.result;
      const begin = db.transaction.bind(db);
      db.transaction = (stores, mode, options) => {
        const transaction = begin(stores, mode, options);
        heard(transaction, mode, options);
        return transaction;
      };
    });
    return request;
  };
}

test("every write is strict [row 2]", async () => {
  const factory = new IDBFactory() as unknown as globalThis.IDBFactory;
  const seen: unknown[] = [];
  watch(factory, (_, mode, options) => {
    if (mode === "readwrite") seen.push(options?.durability);
  });
  await accountStorage("alice", factory).write(async (tx) => tx.put("meta", { key: "a" }));
  assert.deepEqual(seen, ["strict"]);
});

test("a write is done when its transaction is complete, and not before [row 2]", async () => {
  const factory = new IDBFactory() as unknown as globalThis.IDBFactory;
  const order: string[] = [];
  watch(factory, (transaction) => {
    transaction.addEventListener("complete", () => order.push("complete"));
  });
  await accountStorage("alice", factory).write(async (tx) => tx.put("meta", { key: "a" }));
  order.push("saved");
  assert.deepEqual(order, ["complete", "saved"]);
});

test("an open tab makes room for a newer form of the database [row 11]", async (t) => {
  const factory = new IDBFactory() as unknown as globalThis.IDBFactory;
  const storage = accountStorage("alice", factory);
  t.after(() => storage.close());
  await storage.write(async (tx) => tx.put("meta", { key: "a" }));
  const upgraded = await new Promise((resolve) => {
    const request = factory.open("tend-alice", 2);
    request.onblocked = () => resolve("blocked");
    request.onsuccess = () => resolve("open");
  });
  assert.equal(upgraded, "open");
});

test("a connection that was lost is opened again and the write goes through [row 15]", async () => {
  const factory = new IDBFactory() as unknown as globalThis.IDBFactory;
  const opened: IDBDatabase[] = [];
  const open = factory.open.bind(factory);
  factory.open = (...args) => {
    const request = open(...args);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  };
  const storage = accountStorage("alice", factory);
  await storage.write(async (tx) => tx.put("meta", { key: "a" }));
  opened[0]?.close();
  await storage.write(async (tx) => tx.put("meta", { key: "b" }));
  assert.equal((await storage.read((tx) => tx.all("meta"))).length, 2);
  assert.equal(opened.length, 2);
});

test("a full disk is said as such", async () => {
  const factory = new IDBFactory() as unknown as globalThis.IDBFactory;
  factory.open = () => {
    const request = {} as IDBOpenDBRequest;
    queueMicrotask(() => {
      Object.assign(request, { error: new DOMException("full", "QuotaExceededError") });
      request.onerror?.(new Event("error"));
    });
    return request;
  };
  const write = accountStorage("alice", factory).write(async (tx) => tx.put("meta", { key: "a" }));
  await assert.rejects(write, (error) => NotSaved.from(error).reason === "quota");
});

test("a database that a newer release upgraded lets an older page go, and tells it so", async () => {
  const factory = new IDBFactory();
  const old = accountStorage("alice", factory as unknown as globalThis.IDBFactory);
  await old.write(async (tx) => tx.put("meta", { key: "a" }));
  const upgrade = factory.open("tend-alice", 2);
  await new Promise((resolve) => {
    upgrade.onsuccess = resolve;
  });
  const late = await old.write(async (tx) => tx.put("meta", { key: "b" })).catch(NotSaved.from);
  assert.ok(late instanceof NotSaved);
  assert.equal(late.reason, "outdated");
  const kept = upgrade.result.transaction("meta").objectStore("meta").getAllKeys();
  await new Promise((resolve) => {
    kept.onsuccess = resolve;
  });
  assert.deepEqual(kept.result, ["a"]);
});
