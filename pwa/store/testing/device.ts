/** One phone in a test: an engine over storage, a wire that can be cut, and a clock that can be wrong. */
import { Offline } from "../../api/problem.ts";
import { MemoryStorage } from "../memory.ts";
import { enqueue, type World } from "../outbox.ts";
import { seen } from "../overlay.ts";
import type { ReadTx, StoragePort, Tx } from "../port.ts";
import type { Transport } from "../protocol.ts";
import { Engine, type Host } from "../sync.ts";
import type { Change, OutboxRow, Parked, RawRec, SentRow } from "../types.ts";
import type { FakeServer } from "./server.ts";

export type Fault = "ok" | "offline" | "lost_answer" | Error;

/** A repeatable stream of bytes. */
export function seeded(seed: number): (bytes: Uint8Array) => void {
  let state = seed >>> 0 || 1;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[i] = state & 255;
    }
  };
}

export class Device {
  readonly member: string;
  readonly storage: StoragePort;
  readonly events: string[] = [];
  readonly world: World;
  readonly engine: Engine;
  /** What happens to the calls to come, first to last; then all is well. */
  faults: Fault[] = [];
  /** ms by which this clock is ahead of the server's. */
  skew = 0;
  inFlight = 0;
  mostInFlight = 0;

  constructor(
    server: FakeServer,
    cookie: string,
    seed: number,
    storage: StoragePort = new MemoryStorage(),
    member = cookie,
  ) {
    this.member = member;
    this.storage = storage;
    this.world = { now: () => server.now + this.skew, random: seeded(seed) };
    const transport: Transport = {
      push: (body) => this.#call(() => server.push(cookie, structuredClone(body))),
      pull: (body) => this.#call(() => server.pull(cookie, structuredClone(body))),
    };
    this.engine = new Engine({
      storage,
      transport,
      world: this.world,
      host: this.#host(),
      member,
      ownSpace: `own-${member}`,
    });
  }

  write(...changes: Change[]): Promise<OutboxRow[]> {
    return this.storage.write((tx) => enqueue(tx, changes, this.world));
  }

  all<T>(store: "outbox" | "sent" | "parked" | "base"): Promise<T[]> {
    return this.storage.read((tx) => tx.all<T>(store));
  }

  outbox = () => this.all<OutboxRow>("outbox");
  sent = () => this.all<SentRow>("sent");
  parked = () => this.all<Parked>("parked");

  async see(space: string, type: string, id: string) {
    const { base, rows } = await this.storage.read(async (tx: ReadTx) => ({
      base: await tx.get<RawRec>("base", [space, type, id]),
      rows: (await tx.all<OutboxRow>("outbox")).filter((row) => row.entity === id && row.space === space),
    }));
    return seen(base, rows, this.member);
  }

  #host(): Host {
    return {
      changed: () => {},
      locked: (why) => this.events.push(`locked ${why}`),
      halted: (why) => this.events.push(`halted ${why}`),
      erase: async () => {
        this.events.push("erased");
        await this.storage.erase();
      },
    };
  }

  async #call<T>(work: () => T): Promise<T> {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await Promise.resolve();
      const fault = this.faults.shift() ?? "ok";
      if (fault === "offline") throw new Offline("cut");
      if (fault instanceof Error) throw fault;
      const answer = work();
      if (fault === "lost_answer") throw new Offline("cut after the server did it");
      return structuredClone(answer);
    } finally {
      this.inFlight -= 1;
    }
  }
}

/** Storage that dies at its k-th call: within a transaction, at its end, or once it is complete and nobody knows. */
export class Crashing implements StoragePort {
  readonly #inner: StoragePort;
  #left: number;
  crashed = false;

  constructor(inner: StoragePort, calls: number) {
    this.#inner = inner;
    this.#left = calls;
  }

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.#inner.read((tx) => work(this.#watched(tx as Tx)));
  }

  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await this.#inner.write(async (tx) => {
      const done = await work(this.#watched(tx));
      this.#count();
      return done;
    });
    this.#count();
    return result;
  }

  close(): void {
    this.#inner.close();
  }

  erase(): Promise<void> {
    return this.#inner.erase();
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left >= 0) return;
    this.crashed = true;
    throw new Error("power lost");
  }

  #watched(tx: Tx): Tx {
    const before = <A extends unknown[], R>(call: (...args: A) => R) => {
      return (...args: A): R => {
        this.#count();
        return call(...args);
      };
    };
    return {
      get: <T>(...args: Parameters<Tx["get"]>) => before(() => tx.get<T>(...args))(),
      all: <T>(...args: Parameters<Tx["all"]>) => before(() => tx.all<T>(...args))(),
      put: before(tx.put.bind(tx)),
      remove: before(tx.remove.bind(tx)),
      clear: before(tx.clear.bind(tx)),
    };
  }
}
