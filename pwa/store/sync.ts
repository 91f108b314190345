/**
 * The engine: sends what waits, reads what is new, one request in flight.
 *
 * Pure of any browser: storage, transport, clock and chance are given. It says what changed through
 * `host` and never shows anything itself. Two engines over one storage do no harm; one is enough.
 */
import { Offline, Problem } from "../api/problem.ts";
import type { CursorRow } from "./cursors.ts";
import { membershipsOf } from "./memberships.ts";
import { deviceOf, MAX_BATCH, outgoing, SCHEMA, unheld, type World, waitOf } from "./outbox.ts";
import { park } from "./parking.ts";
import type { StoragePort, Tx } from "./port.ts";
import type { PullAnswer, PullBody, SpaceAsk, Transport } from "./protocol.ts";
import { applyPull, askFor, KEEP_SENT, type Touched } from "./pulling.ts";
import { backoff, parkPoison, recordFailure, recordPush } from "./pushing.ts";
import type { Halt, Locked, OutboxRow, Parked, SentRow } from "./types.ts";

const PAGE = 500;
/** Writes that made the server fail alone, in one cycle, before pushing rests: it may be the server. */
const MAX_ALONE = 3;

export interface Host {
  /** After a commit to storage. */
  changed(touched: Pick<Touched, "recs" | "reload">): void;
  locked(why: Locked): void;
  halted(why: Halt): void;
  /** The member asked, from another device, that nothing stays on this one. */
  erase(): Promise<void>;
}

export interface Ports {
  storage: StoragePort;
  transport: Transport;
  world: World;
  host: Host;
  member: string;
  /** It is always among one's spaces; an answer without it is meant for somebody else. */
  ownSpace: string;
}

/** How a cycle ended. `again`: ms until it is worth trying again, null when nothing waits. */
export interface Rest {
  online: boolean;
  again: number | null;
}

type Direction = "live" | "back";

export class Engine {
  readonly #ports: Ports;
  #running: Promise<Rest> | null = null;
  #batch = MAX_BATCH;
  #failures = 0;
  #alone = 0;
  #halted: Halt | null = null;
  #wanted = new Map<string, Direction>();
  #known = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Everything out and everything in. A call during a cycle gets that cycle's end. Never throws for the network. */
  cycle(): Promise<Rest> {
    this.#running ??= this.#cycle().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** The right account is signed in again. */
  resume(): void {
    if (this.#halted === "account_mismatch") this.#halted = null;
  }

  /** Confirmed writes older than any backup are let go. */
  async tidy(): Promise<void> {
    const { storage, world } = this.#ports;
    await storage.write(async (tx) => {
      const { heard } = await deviceOf(tx, world);
      for (const row of await tx.all<SentRow>("sent")) {
        if (row.confirmed_at <= heard - KEEP_SENT) tx.remove("sent", row.id);
      }
    });
  }

  async #cycle(): Promise<Rest> {
    this.#wanted.clear();
    this.#known = false;
    this.#alone = 0;
    try {
      while ((await this.#push()) || (await this.#pull())) this.#failures = 0;
      this.#failures = 0;
      return { online: true, again: await this.#nextDue() };
    } catch (error) {
      return this.#trouble(error);
    }
  }

  // --- pushing

  async #push(): Promise<boolean> {
    if (this.#halted || this.#alone >= MAX_ALONE) return false;
    const { storage, transport, world, member } = this.#ports;
    const { rows, body } = await storage.read((tx) => outgoing(tx, member, world, this.#batch));
    if (rows.length === 0) return false;
    try {
      const answer = await transport.push(body);
      await storage.write((tx) => recordPush(tx, rows, answer.results, world.now()));
    } catch (error) {
      await this.#refused(error, rows);
      return true;
    }
    this.#batch = Math.min(MAX_BATCH, this.#batch * 2);
    for (const { space } of rows) this.#wanted.set(space, "live");
    this.#outboxChanged();
    return true;
  }

  /** A batch that the server cannot take is halved until the one at fault stands alone. */
  async #refused(error: unknown, rows: OutboxRow[]): Promise<void> {
    const { storage, world } = this.#ports;
    if (!(error instanceof Problem)) throw error;
    if (error.status === 409) this.#halt("account_mismatch");
    else if (error.status === 426) this.#halt("schema_too_old");
    else if (![400, 413, 422, 500].includes(error.status)) throw error;
    else if (rows.length > 1) this.#batch = Math.ceil(rows.length / 2);
    else {
      const [{ id }] = rows as [OutboxRow];
      if (error.status === 500) {
        this.#alone += 1;
        await storage.write((tx) => recordFailure(tx, id, world.now()));
      } else await storage.write((tx) => this.#park(tx, id, error));
      this.#batch = MAX_BATCH;
      this.#outboxChanged();
    }
  }

  async #park(tx: Tx, id: string, error: Problem): Promise<void> {
    const row = await tx.get<OutboxRow>("outbox", id);
    if (row) await park(tx, row, { code: error.code, detail: error.message }, this.#ports.world.now());
  }

  #halt(why: Halt): void {
    this.#halted = why;
    this.#ports.host.halted(why);
  }

  // --- pulling

  async #pull(): Promise<boolean> {
    if (this.#halted === "account_mismatch") return false;
    const ask = await this.#ask();
    if (!ask) return false;
    const { storage, transport, world, host, ownSpace } = this.#ports;
    const asked = world.now();
    const answer = await transport.pull(ask).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 409) return null;
      throw error;
    });
    if (!answer?.memberships.some((space) => space.id === ownSpace)) {
      this.#halt("account_mismatch");
      return false;
    }
    const heard = (asked + world.now()) / 2;
    const touched = await storage.write(async (tx) => {
      const changes = await applyPull(tx, ask, answer, world, heard);
      await parkPoison(tx, world.now());
      return changes;
    });
    this.#plan(ask.spaces, answer, touched);
    if (answer.min_schema > SCHEMA && !this.#halted) this.#halt("schema_too_old");
    host.changed(touched);
    return true;
  }

  /** The first question of a cycle asks for everything live; later ones only for what has more. */
  async #ask(): Promise<PullBody | null> {
    const { storage, world, member } = this.#ports;
    return storage.read(async (tx) => {
      const meta = await tx.all<CursorRow>("meta");
      const cursors = new Map(
        meta.filter((row) => row.key.startsWith("cursor:")).map((row) => [row.space, row]),
      );
      const outbox = await tx.all<OutboxRow>("outbox");
      if (!this.#known) {
        const { list } = await membershipsOf(tx);
        for (const { id } of list) this.#wanted.set(id, "live");
        for (const id of cursors.keys()) this.#wanted.set(id, "live");
        for (const { space } of outbox) this.#wanted.set(space, "live");
      } else if (this.#wanted.size === 0) return null;
      const unconfirmed = outbox.filter((row) => row.state === "acked");
      return {
        account: member,
        device: (await deviceOf(tx, world)).id,
        schema: SCHEMA,
        spaces: [...this.#wanted].map(([id, direction]) => {
          const cursor = cursors.get(id);
          return cursor ? askFor(cursor, direction) : { id };
        }),
        unconfirmed: unconfirmed.map((row) => row.id).slice(0, PAGE),
        limit: PAGE,
      };
    });
  }

  #plan(asked: SpaceAsk[], answer: PullAnswer, touched: Touched): void {
    this.#known = true;
    for (const { id } of asked) this.#wanted.delete(id);
    for (const [id, direction] of touched.next) this.#wanted.set(id, direction);
    for (const page of answer.spaces) if (page.state === "gone") this.#wanted.delete(page.id);
  }

  // --- resting

  async #nextDue(): Promise<number | null> {
    const { storage, world } = this.#ports;
    const waiting = await storage.read(async (tx) =>
      unheld(await tx.all<OutboxRow>("outbox"), await tx.all<Parked>("parked")),
    );
    if (waiting.length === 0 || this.#halted) return null;
    return Math.max(1000, Math.min(...waiting.map((row) => waitOf(row, world.now()))));
  }

  async #trouble(error: unknown): Promise<Rest> {
    const { host, world } = this.#ports;
    if (error instanceof Problem && error.status === 401) {
      if (error.code === "session_erased") await host.erase();
      else host.locked(error.code === "session_revoked" ? "revoked" : "expired");
      return { online: true, again: null };
    }
    if (error instanceof Problem && error.status === 426) {
      this.#halt("schema_too_old");
      return { online: true, again: null };
    }
    if (!(error instanceof Problem || error instanceof Offline)) throw error;
    const wait = error instanceof Problem ? error.retryAfter : null;
    const chance = new Uint8Array(1);
    world.random(chance);
    const again = wait ?? backoff(this.#failures, (chance[0] ?? 0) / 255);
    this.#failures += 1;
    return { online: error instanceof Problem, again };
  }

  #outboxChanged(): void {
    this.#ports.host.changed({ recs: [], reload: false });
  }
}
