/** One signed-in account on this page: its storage, its mirror, its engine, and the tabs beside it. */
import { computed, signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { type Channel, type Message, openChannel } from "./channel.ts";
import { Driver } from "./driver.ts";
import { Mirror } from "./mirror.ts";
import { deviceOf, enqueue, type World } from "./outbox.ts";
import { connected, onWindow } from "./page.ts";
import { keepPrivately, retryParked, retryRefused } from "./parking.ts";
import { NotSaved, type StoragePort, type Tx } from "./port.ts";
import type { PullAnswer, PushAnswer, Transport } from "./protocol.ts";
import { membershipsOf, type Touched } from "./pulling.ts";
import { Engine } from "./sync.ts";
import type { Change, Halt, Locked, Membership, OutboxRow, Parked, RawRec, Space, Status } from "./types.ts";

export const world: World = {
  now: () => Date.now(),
  random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
};

const transport: Transport = {
  push: (body) => api<PushAnswer>("POST", "/sync/push", body, { timeout: 30_000 }),
  pull: (body) => api<PullAnswer>("POST", "/sync/pull", body, { timeout: 30_000 }),
};

/** Those who must hear what the engine says about the session. */
export interface Keeper {
  locked(why: Locked): void;
  halted(why: Halt): void;
  erase(): Promise<void>;
  able(): boolean;
}

export class OpenAccount {
  readonly mirror: Mirror;
  readonly online = signal(connected());
  readonly loaded = signal(false);
  readonly status = computed((): Status => this.#status());
  readonly #member: string;
  readonly #ownSpace: string;
  readonly #storage: StoragePort;
  readonly #channel: Channel;
  readonly #driver: Driver;
  readonly #engine: Engine;
  #reading: Promise<void> | null = null;
  #readAgain = false;
  #closed = false;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(member: string, ownSpace: string, storage: StoragePort, keeper: Keeper, wire = transport) {
    this.#member = member;
    this.#ownSpace = ownSpace;
    this.#storage = storage;
    this.#channel = openChannel();
    this.mirror = new Mirror(member);
    const host = {
      ...keeper,
      changed: (touched: Pick<Touched, "recs" | "reload">) => this.#applied(touched),
    };
    this.#engine = new Engine({ storage, transport: wire, world, host, member, ownSpace });
    this.#driver = new Driver({
      engine: this.#engine,
      channel: this.#channel,
      member,
      now: world.now,
      head: (space) => this.mirror.head(space),
      able: keeper.able,
      rested: (online) => {
        this.online.value = online && connected();
      },
    });
    this.#channel.listen((message) => this.#heard(message));
    onWindow("pageshow", (persisted) => {
      if (persisted) this.#aside(this.#readAll());
    });
  }

  /** Reads everything into memory. `release`: which build this is; a new one tries again what was refused. */
  async open(release: string): Promise<string> {
    const device = await this.#storage.write(async (tx) => {
      const row = await deviceOf(tx, world);
      tx.put("meta", row);
      await freshRelease(tx, release);
      return row.id;
    });
    await this.#readAll();
    return device;
  }

  start(): void {
    this.#driver.start();
    this.#aside(this.#engine.tidy());
  }

  /** Stops syncing and lets go of the database; a write under way ends first. */
  async close(): Promise<void> {
    await this.#end();
    this.#storage.close();
  }

  async erase(): Promise<void> {
    await this.#end();
    await this.#storage.erase();
  }

  async #end(): Promise<void> {
    this.#closed = true;
    this.#driver.stop();
    await this.settled();
    this.#channel.close();
  }

  sync(): Promise<void> {
    return this.#driver.sync();
  }

  resume(): void {
    this.#engine.resume();
    this.#driver.now();
  }

  async settled(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  /** Resolves when it is on disk and seen. Throws `NotSaved`. */
  write(changes: readonly Change[]): Promise<void> {
    return this.#save((tx) => enqueue(tx, changes, world));
  }

  async resolveParked(id: string, how: "retry" | "discard" | "keep"): Promise<void> {
    await this.#save(async (tx) => {
      if (how === "keep") return keepPrivately(tx, id, this.#ownSpace, world);
      if (how === "retry") await retryParked(tx, id);
      else tx.remove("parked", id);
      return [];
    });
    await this.#readWaiting();
  }

  async unsent(): Promise<number> {
    return this.#storage.read(
      async (tx) => (await tx.all("outbox")).length + (await tx.all("parked")).length,
    );
  }

  async #save(work: (tx: Tx) => Promise<OutboxRow[]>): Promise<void> {
    const saving = this.#storage.write(work).catch((error: unknown) => {
      throw NotSaved.from(error);
    });
    this.#writing = saving;
    const rows = await saving;
    this.#added(rows);
    this.#channel.post({ kind: "rows", member: this.#member, rows });
    this.#driver.kick();
  }

  /** Work that nobody waits for; once the account is closed, it may fail. */
  #aside(work: Promise<void>): void {
    work.catch((error) => {
      if (!this.#closed) reportError(error);
    });
  }

  // --- what others did

  #heard(message: Message): void {
    if (!("member" in message) || message.member !== this.#member) return;
    if (message.kind === "rows") this.#added(message.rows);
    else this.#show(message.recs, message.reload);
  }

  #applied({ recs, reload }: Pick<Touched, "recs" | "reload">): void {
    this.#channel.post({ kind: "applied", member: this.#member, recs, reload });
    this.#show(recs, reload);
  }

  #show(recs: RawRec[], reload: boolean): void {
    if (reload) this.#aside(this.#readAll());
    else {
      this.mirror.applied(recs);
      this.#aside(this.#readWaiting());
    }
  }

  #added(rows: OutboxRow[]): void {
    const known = new Set(this.mirror.outbox.peek().map((row) => row.id));
    const fresh = rows.filter((row) => !known.has(row.id));
    if (fresh.length) this.mirror.pending([...this.mirror.outbox.peek(), ...fresh]);
    this.#readAgain = this.#reading !== null;
  }

  // --- reading storage

  async #readAll(): Promise<void> {
    const { base, outbox } = await this.#storage.read(async (tx) => ({
      base: await tx.all<RawRec>("base"),
      outbox: await tx.all<OutboxRow>("outbox"),
    }));
    this.mirror.load(base, outbox);
    await this.#readWaiting();
  }

  /** What waits, what is parked, and the spaces. Asked again while it reads, it reads once more. */
  #readWaiting(): Promise<void> {
    this.#readAgain = this.#reading !== null;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    do {
      this.#readAgain = false;
      const now = await this.#storage.read(async (tx) => ({
        outbox: await tx.all<OutboxRow>("outbox"),
        parked: await tx.all<Parked>("parked"),
        memberships: await membershipsOf(tx),
        meta: await tx.all<{ key: string; cursor?: string | null }>("meta"),
      }));
      if (this.#readAgain) continue;
      this.mirror.pending(now.outbox);
      this.mirror.parked.value = now.parked;
      this.mirror.spaces.value = spacesOf(
        now.memberships.list,
        now.memberships.frozen,
        this.mirror.spaces.peek(),
      );
      const read = new Set(now.meta.filter((row) => row.cursor).map((row) => row.key));
      const all = now.memberships.list;
      this.loaded.value = all.length > 0 && all.every((space) => read.has(`cursor:${space.id}`));
    } while (this.#readAgain);
  }

  #status(): Status {
    const rows = this.mirror.outbox.value;
    const online = this.online.value;
    const oldest = rows.length ? Math.min(...rows.map((row) => Date.parse(row.at))) : null;
    const state = rows.length === 0 ? "everywhere" : online ? "travelling" : "here";
    return { state, pending: rows.length, parked: this.mirror.parked.value.length, online, since: oldest };
  }
}

async function freshRelease(tx: Tx, release: string): Promise<void> {
  const known = await tx.get<{ release: string }>("meta", "release");
  if (known?.release === release) return;
  tx.put("meta", { key: "release", release });
  await retryRefused(tx);
}

/** The same list again when nothing changed but the heads, so that screens do not start anew. */
function spacesOf(list: Membership[], frozen: string[], before: Space[]): Space[] {
  const next = list.map((space) => ({ ...space, frozen: frozen.includes(space.id) }));
  const said = (spaces: Space[]) => JSON.stringify(spaces.map(({ head: _, ...space }) => space));
  return said(next) === said(before) ? before : next;
}
