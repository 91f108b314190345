/** One signed-in account on this page: its storage, its mirror, and the tabs beside it. What travels comes later. */
import { computed, signal } from "@preact/signals-core";
import { type Channel, type Message, openChannel } from "./channel.ts";
import { madeAt } from "./ids.ts";
import { membershipsOf } from "./memberships.ts";
import { Mirror } from "./mirror.ts";
import { byN, type DeviceRow, deviceOf, enqueue, type World } from "./outbox.ts";
import { connected, onWindow, quiet } from "./page.ts";
import { isOutdated, NotSaved, type StoragePort, type Tx } from "./port.ts";
import type { Transport } from "./protocol.ts";
import type { Travel } from "./travel.ts";
import type {
  Change,
  Halt,
  Locked,
  Membership,
  OutboxRow,
  Parked,
  RawRec,
  Space,
  Status,
  Unsent,
} from "./types.ts";

export const world: World = {
  now: () => Date.now(),
  random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
};

/** Those who must hear what the engine says about the session. */
export interface Keeper {
  locked(why: Locked): void;
  halted(why: Halt): void;
  erase(): Promise<void>;
  able(): boolean;
}

interface Shown {
  recs: RawRec[];
  reload: boolean;
}

export class OpenAccount {
  readonly mirror: Mirror;
  readonly online = signal(connected());
  readonly loaded = signal(false);
  /** When the server last answered, in ms; 0 while it is out of reach. */
  readonly #answered = signal(0);
  readonly #full = signal(false);
  readonly status = computed((): Status => this.#status());
  readonly #member: string;
  readonly #ownSpace: string;
  readonly #storage: StoragePort;
  readonly #channel: Channel;
  readonly #keeper: Keeper;
  readonly #wire: Transport | undefined;
  #release = "";
  #travel: Promise<Travel> | null = null;
  #reading: Promise<void> | null = null;
  #readAgain = false;
  #closed = false;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(member: string, ownSpace: string, storage: StoragePort, keeper: Keeper, wire?: Transport) {
    this.#member = member;
    this.#ownSpace = ownSpace;
    this.#storage = storage;
    this.#keeper = keeper;
    this.#wire = wire;
    this.#channel = openChannel();
    this.mirror = new Mirror(member);
    this.#channel.listen((message) => this.#heard(message));
    onWindow("pageshow", (persisted) => {
      if (persisted) this.#aside(this.#readAll());
    });
  }

  /** Reads everything into memory. `release`: which build this is; a new one tries again what was refused. */
  async open(release: string): Promise<string> {
    this.#release = release;
    await this.#readAll();
    const device =
      (await this.#storage.read((tx) => tx.get<DeviceRow>("meta", "device"))) ?? (await this.#enrol());
    return device.id;
  }

  /** This device's place among its account's, made once. */
  #enrol(): Promise<DeviceRow> {
    return this.#storage.write(async (tx) => {
      const row = await deviceOf(tx, world);
      tx.put("meta", row);
      return row;
    });
  }

  /** Syncs from now on: once the first screen stands, or at once where there is nothing yet that it could show. */
  start(empty = false): void {
    this.#aside(
      (empty ? Promise.resolve() : quiet()).then(() => (this.#closed ? undefined : this.#travelling())),
    );
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
    (await this.#travel?.catch(() => null))?.stop();
    await this.settled();
    this.#channel.close();
  }

  async sync(): Promise<void> {
    await (await this.#travelling()).sync();
  }

  resume(): void {
    this.#aside(this.#travelling().then((travel) => travel.resume()));
  }

  async settled(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  /** Resolves when it is on disk and seen. Throws `NotSaved`. */
  write(changes: readonly Change[]): Promise<void> {
    return this.#save((tx) => enqueue(tx, changes, world));
  }

  async resolveParked(id: string, how: "retry" | "discard" | "keep"): Promise<void> {
    const { resolve } = await import("./later.ts");
    await this.#save((tx) => resolve(tx, id, how, this.#ownSpace, world));
    await this.#readWaiting();
  }

  /** Everything that is on this device alone, in the order in which it was written. */
  async unsent(): Promise<Unsent[]> {
    return this.#storage.read(async (tx) =>
      [...(await tx.all<Parked>("parked")), ...(await tx.all<OutboxRow>("outbox"))].sort(byN),
    );
  }

  async #save(work: (tx: Tx) => Promise<OutboxRow[]>): Promise<void> {
    const saving = this.#storage.write(work).catch((error: unknown) => {
      if (isOutdated(error)) this.#failed(error);
      throw NotSaved.from(error);
    });
    this.#writing = saving;
    const rows = await saving;
    this.#added(rows);
    this.#channel.post({ kind: "rows", member: this.#member, rows });
    if (!this.#closed) this.#aside(this.#travelling().then((travel) => travel.kick()));
  }

  /** What did not load, without network, is asked for again at the next call. */
  #travelling(): Promise<Travel> {
    this.#travel ??= this.#load().catch((error) => {
      this.#travel = null;
      throw error;
    });
    return this.#travel;
  }

  async #load(): Promise<Travel> {
    const { Travel } = await import("./later.ts");
    const travel = new Travel({
      storage: this.#storage,
      world,
      member: this.#member,
      ownSpace: this.#ownSpace,
      channel: this.#channel,
      keeper: this.#keeper,
      wire: this.#wire,
      changed: (touched) => this.#applied(touched),
      head: (space) => this.mirror.head(space),
      rested: (online) => this.#rested(online),
      failed: (error) => this.#failed(error),
    });
    if (await travel.freshRelease(this.#release)) await this.#readWaiting();
    if (!this.#closed) travel.start((work) => this.#aside(work));
    return travel;
  }

  /** Work that nobody waits for; once the account is closed, it may fail. */
  #aside(work: Promise<unknown>): void {
    work.catch((error) => this.#failed(error));
  }

  /** What a member can mend is told on the screen. */
  #failed(error: unknown): void {
    if (this.#closed) return;
    const { reason } = NotSaved.from(error);
    if (reason === "outdated") {
      this.#keeper.halted("outdated");
      void this.#travel?.then((travel) => travel.stop()); // Another tab leads.
    } else if (reason === "quota") this.#full.value = true;
    else reportError(error);
  }

  #rested(online: boolean): void {
    this.online.value = online && connected();
    this.#answered.value = this.online.value ? world.now() : 0;
    this.#full.value = false;
  }

  // --- what others did

  #heard(message: Message): void {
    if (!("member" in message) || message.member !== this.#member) return;
    if (message.kind === "rows") this.#added(message.rows);
    else this.#show(message.recs, message.reload);
  }

  #applied({ recs, reload }: Shown): void {
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
    const since = rows.length ? Math.min(...rows.map(({ id }) => madeAt(id))) : null;
    const going = online && this.#keeper.able();
    return {
      state: since === null ? "everywhere" : going ? "travelling" : "here",
      pending: rows.length,
      parked: this.mirror.parked.value.length,
      online,
      since,
      tried: since !== null && this.#answered.value > since,
      full: this.#full.value,
    };
  }
}

/** The same list again when nothing changed but the heads, so that screens do not start anew. */
function spacesOf(list: Membership[], frozen: string[], before: Space[]): Space[] {
  const next = list.map((space) => ({ ...space, frozen: frozen.includes(space.id) }));
  const said = (spaces: Space[]) => JSON.stringify(spaces, (key, value) => (key === "head" ? 0 : value));
  return said(next) === said(before) ? before : next;
}
