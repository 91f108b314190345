import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { accountStorage, deviceStorage } from "../store/idb.ts";
import { derived } from "../store/ids.ts";
import type { OutboxRow } from "../store/types.ts";

const ORIGIN = "https://tend.example";
const LABEL = "2026-11-23";
const REMINDER = "0190c5d0-0000-7000-8000-00000000000a";

/** What a service worker finds around it. */
class Scope {
  handlers = new Map<string, (event: unknown) => void>();
  shown: { title: string; options: NotificationOptions & { data: unknown } }[] = [];
  badge: number | null = null;
  stores = new Map<string, Map<string, Response>>();
  fetched: { url: string; body: unknown }[] = [];
  net: (url: string) => Response = () => new Response("fresh");
  pages: { url: string }[] = [];
  skipped = false;
  told: unknown[] = [];

  async fire(type: string, event: Record<string, unknown> = {}): Promise<Response | undefined> {
    let waiting: Promise<unknown> = Promise.resolve();
    let answered: Promise<Response> | undefined;
    const waitUntil = (work: Promise<unknown>) => {
      waiting = work;
    };
    const respondWith = (response: Promise<Response>) => {
      answered = response;
    };
    this.handlers.get(type)?.({ ...event, waitUntil, respondWith });
    await waiting;
    return answered;
  }
}

let scope = new Scope();
const urlOf = (key: RequestInfo) => new URL(typeof key === "string" ? key : key.url, ORIGIN).pathname;

function cacheOf(name: string) {
  const rows = scope.stores.get(name) ?? new Map<string, Response>();
  scope.stores.set(name, rows);
  return {
    match: async (key: RequestInfo) => rows.get(urlOf(key))?.clone(),
    put: async (key: RequestInfo, response: Response) => void rows.set(urlOf(key), response),
    add: async (key: string) => {
      rows.set(urlOf(key), await fetch(key));
    },
  };
}

const globals = {
  __TEND: { version: "two", shell: "/", assets: ["/assets/main-2.js", "/assets/kept-1.js"] },
  location: { origin: ORIGIN },
  IDBKeyRange,
  addEventListener: (type: string, handler: (event: unknown) => void) => void early.set(type, handler),
  skipWaiting: async () => {
    scope.skipped = true;
  },
  clients: {
    claim: async () => {},
    matchAll: async () =>
      scope.pages.map((page) => ({
        focus: async () => ({
          navigate: async (url: string) => {
            page.url = url;
          },
        }),
      })),
    openWindow: async (url: string) => void scope.pages.push({ url }),
  },
  registration: {
    showNotification: async (title: string, options: NotificationOptions & { data: unknown }) =>
      void scope.shown.push({ title, options }),
  },
  caches: {
    open: async (name: string) => cacheOf(name),
    keys: async () => [...scope.stores.keys()],
    delete: async (name: string) => scope.stores.delete(name),
    match: async (key: RequestInfo) => {
      for (const rows of scope.stores.values()) {
        const found = rows.get(urlOf(key));
        if (found) return found.clone();
      }
      return undefined;
    },
  },
  fetch: async (asked: RequestInfo, options?: RequestInit) => {
    const url = urlOf(asked);
    scope.fetched.push({ url, body: options?.body ? JSON.parse(String(options.body)) : undefined });
    return scope.net(url);
  },
  BroadcastChannel: class {
    postMessage(message: unknown) {
      scope.told.push(message);
    }
  },
};
const early = new Map<string, (event: unknown) => void>();
Object.assign(globalThis, globals);
Object.defineProperty(globalThis, "navigator", {
  value: {
    setAppBadge: async (count: number) => {
      scope.badge = count;
    },
    clearAppBadge: async () => {
      scope.badge = null;
    },
  },
});

globalThis.indexedDB = new IDBFactory() as unknown as typeof indexedDB;
await import("./sw.ts");

beforeEach(async () => {
  scope = new Scope();
  scope.handlers = early;
  for (const storage of [deviceStorage(), accountStorage("alice")]) {
    await storage.write(async (tx) => {
      for (const store of ["base", "outbox", "parked", "sent", "meta"] as const) tx.clear(store);
    });
    storage.close();
  }
});

async function signedIn({ details = false, locked = null as string | null } = {}): Promise<void> {
  const account = {
    key: "account",
    member: { id: "alice", login: "a", name: "Alice" },
    ownSpace: "own",
    locked,
  };
  const device = deviceStorage();
  await device.write(async (tx) => {
    tx.put("meta", account);
    tx.put("meta", { key: "details", on: details });
  });
  await accountStorage("alice").write(async (tx) => {
    tx.put("meta", { key: "device", id: "phone", n: 4, last: 0, offset: 0 });
    for (const space of ["own", "us"]) tx.put("meta", { key: `cursor:${space}`, space, cursor: "here" });
    tx.put(
      "base",
      record("own", "reminder", REMINDER, { ref_space: "us", ref_id: "hug" }, { cue: "After dinner" }),
    );
    tx.put("base", record("us", "practice", "hug", {}, { title: "A long hug" }));
  });
}

const record = (space: string, type: string, id: string, fields: object, body: object) => ({
  space,
  type,
  id,
  seq: 7,
  deleted: false,
  fields,
  body,
});

const CUE = { kind: "reminder", space: "own", reminder: REMINDER, label: LABEL };
const NEUTRAL = {
  title: "Tend",
  body: "Something small for today",
  tag: "one-tag",
  navigate: `${ORIGIN}/answer/${REMINDER}/${LABEL}`,
  actions: [{ action: "done", title: "Done" }],
  data: CUE,
};

const push = (message: unknown) => scope.fire("push", { data: message && { json: () => message } });

const tap = (action: string, data: object = { cue: CUE, navigate: NEUTRAL.navigate }) =>
  scope.fire("notificationclick", { action, notification: { close: () => {}, data } });

const outbox = async () =>
  (await accountStorage("alice").read((tx) => tx.all<OutboxRow>("outbox"))).sort((a, b) => a.n - b.n);

test("a push shows neutral words, its tag and its badge", async () => {
  await signedIn();
  await push({ notification: NEUTRAL, app_badge: 1 });
  assert.equal(scope.shown[0]?.title, "Tend");
  assert.equal(scope.shown[0]?.options.body, "Something small for today");
  assert.equal(scope.shown[0]?.options.tag, "one-tag");
  assert.equal(scope.badge, 1);
  assert.deepEqual(scope.told, [{ kind: "kick" }]);
});

test("a device that chose details shows the practice, from its own database", async () => {
  await signedIn({ details: true });
  await push({ notification: NEUTRAL });
  assert.equal(scope.shown[0]?.title, "A long hug");
  assert.equal(scope.shown[0]?.options.body, "After dinner");
});

test("a locked screen gives no details, whatever was chosen", async () => {
  await signedIn({ details: true, locked: "revoked" });
  await push({ notification: NEUTRAL });
  assert.equal(scope.shown[0]?.title, "Tend");
});

test("something is shown whatever comes: nothing, no JSON, nobody signed in", async () => {
  await push(null);
  await scope.fire("push", { data: { json: () => JSON.parse("not JSON") } });
  await push({ notification: NEUTRAL });
  assert.deepEqual(
    scope.shown.map(({ title }) => title),
    ["Tend", "Tend", "Tend"],
  );
});

test("Done writes the check-in and the answer, sends them, and opens nothing", async () => {
  await signedIn();
  await tap("done");
  const rows = await outbox();
  assert.deepEqual(
    rows.map(({ n, space, type, entity, fields }) => ({ n, space, type, entity, fields })),
    [
      {
        n: 5,
        space: "us",
        type: "check_in",
        entity: derived("check_in", "hug", "alice", LABEL),
        fields: { practice_id: "hug", member_id: "alice", label: LABEL, withdrawn: false },
      },
      {
        n: 6,
        space: "own",
        type: "reminder_reply",
        entity: derived("reminder_reply", REMINDER, LABEL, "done", "0"),
        fields: { reminder_id: REMINDER, label: LABEL, reply: "done", n: 0, minutes: null },
      },
    ],
  );
  assert.equal(scope.pages.length, 0);
  const sent = scope.fetched.find(({ url }) => url === "/api/v1/sync/push")?.body as {
    mutations: { id: string }[];
  };
  assert.deepEqual(
    sent.mutations.map(({ id }) => id),
    rows.map(({ id }) => id),
  );
  assert.deepEqual(Object.keys(sent.mutations[0] ?? {}).sort(), [
    ...["at", "base_seq", "entity", "fields", "id", "n", "op", "space", "type", "v"],
  ]);
  assert.equal(rows.length, 2, "what was sent stays until a page saw it confirmed");
});

test("Done without network is kept, and pages are told", async () => {
  await signedIn();
  scope.net = () => {
    throw new TypeError("no network");
  };
  await tap("done");
  assert.equal((await outbox()).length, 2);
  assert.deepEqual(
    scope.told.map((message) => (message as { kind: string }).kind),
    ["rows", "kick"],
  );
});

test("there is no queue here: woken, it sends the outbox as it is; a page's write is left to the browser [row 9]", async () => {
  await signedIn();
  scope.net = () => {
    throw new TypeError("no network");
  };
  await tap("done");
  scope.net = () => new Response("{}");
  scope.fetched = [];
  await scope.fire("sync");
  const waiting = (await outbox()).map(({ id }) => id);
  const sent = scope.fetched.map(({ body }) => (body as { mutations: { id: string }[] }).mutations);
  assert.deepEqual(
    sent.map((mutations) => mutations.map(({ id }) => id)),
    [waiting],
  );
  const write = { url: `${ORIGIN}/api/v1/sync/push`, method: "POST", mode: "cors" };
  assert.equal(await scope.fire("fetch", { request: write }), undefined);
  assert.equal(scope.fetched.length, 1);
});

test("Later counts to three, and then says nothing more", async () => {
  await signedIn();
  for (let i = 0; i < 4; i++) await tap("later");
  const said = (await outbox()).map(({ fields }) => [fields.reply, fields.n, fields.minutes]);
  assert.deepEqual(said, [
    ["later", 1, 30],
    ["later", 2, 30],
    ["later", 3, 30],
  ]);
});

test("a tap opens the practice, in the page that is open if there is one", async () => {
  await signedIn();
  await tap("");
  const place = `${ORIGIN}/practice/us/hug?reminder=${REMINDER}&label=${LABEL}`;
  assert.deepEqual(scope.pages, [{ url: place }]);
  await tap("");
  assert.deepEqual(scope.pages, [{ url: place }]);
  assert.equal((await outbox())[0]?.fields.reply, "opened");
});

test("an answer to a reminder that this phone does not know opens the page that asks", async () => {
  await signedIn();
  await tap("done", { cue: { ...CUE, reminder: "unknown" }, navigate: NEUTRAL.navigate });
  assert.deepEqual(scope.pages, [{ url: NEUTRAL.navigate }]);
  assert.equal((await outbox()).length, 0);
});

test("a push that points to another site opens nothing", async () => {
  await tap("", { navigate: "https://elsewhere.example/" });
  assert.deepEqual(scope.pages, []);
});

test("installing keeps the shell and every asset, and fetches no asset that is here already", async () => {
  cacheOf("tend-one").put("/assets/kept-1.js", new Response("kept"));
  await scope.fire("install");
  assert.deepEqual([...(scope.stores.get("tend-two")?.keys() ?? [])].sort(), [
    ...["/", "/assets/kept-1.js", "/assets/main-2.js"],
  ]);
  assert.deepEqual(scope.fetched.map(({ url }) => url).sort(), ["/", "/assets/main-2.js"]);
});

test("a release that does not come whole is not installed", async () => {
  scope.net = () => new Response("down", { status: 503 });
  await assert.rejects(scope.fire("install"));
  assert.equal(scope.stores.get("tend-two")?.has("/"), false);
});

test("this release and the one before are kept, older ones and nothing else are swept", async () => {
  for (const name of ["tend-zero", "tend-one", "catalogue", "tend-two"]) cacheOf(name);
  await scope.fire("activate");
  assert.deepEqual([...scope.stores.keys()], ["tend-one", "catalogue", "tend-two"]);
});

const get = async (path: string, mode = "cors") =>
  (await scope.fire("fetch", { request: { url: ORIGIN + path, method: "GET", mode } }))?.text();

test("a page opens from the phone, whatever its address; assets of the release before too", async () => {
  await scope.fire("install");
  cacheOf("tend-one").put("/assets/old.js", new Response("old"));
  scope.net = () => {
    throw new TypeError("no network");
  };
  assert.equal(await get("/practice/us/hug", "navigate"), "fresh");
  assert.equal(await get("/assets/old.js"), "old");
});

test("the address of a calendar is no page of the app: the browser asks the server", async () => {
  await scope.fire("install");
  assert.equal(await get("/calendar/a-secret.ics", "navigate"), undefined);
  assert.equal(await get("/calendar/a-secret.ics"), undefined);
  assert.equal(await get("/me/calendar", "navigate"), "fresh");
});

test("an answer of the API is left to the browser, but the catalogue is read from the phone and renewed", async () => {
  assert.equal(await get("/api/v1/me"), undefined);
  assert.equal(await get("/api/docs", "navigate"), undefined);
  scope.net = () => new Response("first");
  assert.equal(await get("/api/v1/catalogue"), "first");
  scope.net = () => new Response("second");
  assert.equal(await get("/api/v1/catalogue"), "first");
  assert.equal(await get("/api/v1/catalogue"), "second");
});

test("a new worker waits until it is asked [row 10]", async () => {
  await scope.fire("install");
  assert.equal(scope.skipped, false);
  await scope.fire("message", { data: "skip-waiting" });
  assert.equal(scope.skipped, true);
});
