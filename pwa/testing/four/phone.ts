/** A phone in front of the real server: one storage, as many engines as it has tabs, and a wire that breaks. */
import { IDBFactory } from "fake-indexeddb";
import { Offline, Problem, type ProblemBody } from "../../api/problem.ts";
import { accountStorage } from "../../store/idb.ts";
import { MemoryStorage } from "../../store/memory.ts";
import { enqueue, type World } from "../../store/outbox.ts";
import { type Seen, seen } from "../../store/overlay.ts";
import type { StoragePort } from "../../store/port.ts";
import type { PullAnswer, PullBody, PushAnswer, PushBody } from "../../store/protocol.ts";
import { Engine, type Rest } from "../../store/sync.ts";
import { seeded } from "../../store/testing/device.ts";
import type { Change, OutboxRow, RawRec } from "../../store/types.ts";
import type { House } from "./house.ts";
import type { Name, Trouble } from "./server.ts";
import { alone, type Turn } from "./turns.ts";

/** What happens to one call. `cut`: it never arrives. `lost`: its answer never does. `hang`: it arrives later. */
export type Fault = "ok" | "cut" | "lost" | "hang" | Trouble;

export type Kind = "memory" | "IndexedDB";

const DISK: Record<Kind, () => StoragePort> = {
  memory: () => new MemoryStorage(),
  IndexedDB: () => accountStorage("one", new IDBFactory() as unknown as globalThis.IDBFactory),
};

export class Phone {
  readonly house: House;
  readonly name: Name;
  readonly index: number;
  readonly member: string;
  readonly own: string;
  readonly disk: StoragePort;
  readonly world: World;
  /** ms by which this clock is ahead of the server's. */
  skew = 0;
  cookie = "";
  session = "";
  locked = false;
  /** The engine of the page that is open. */
  tab: Tab;

  constructor(house: House, name: Name, index: number, kind: Kind, seed: number) {
    this.house = house;
    this.name = name;
    this.index = index;
    ({ id: this.member, own: this.own } = house.server.roll.people[name]);
    this.disk = DISK[kind]();
    this.world = { now: () => house.server.now + this.skew, random: seeded(seed) };
    this.tab = new Tab(this);
  }

  async signIn(): Promise<void> {
    const asked = { do: "sign_in", member: this.name, device: `phone ${this.index}` };
    Object.assign(this, await this.house.server.tell<{ cookie: string; session: string }>(asked));
    this.locked = false;
    this.tab.engine.resume();
  }

  /** The page is opened anew: what was only in memory is gone. */
  async reload(): Promise<void> {
    this.tab = new Tab(this);
    await this.tab.engine.tidy();
  }

  write(changes: readonly Change[], disk = this.disk): Promise<OutboxRow[]> {
    return disk.write((tx) => enqueue(tx, changes, this.world));
  }

  all<T>(store: "outbox" | "sent" | "parked" | "base" | "shadow" | "meta"): Promise<T[]> {
    return this.disk.read((tx) => tx.all<T>(store));
  }

  async see(space: string, type: string, id: string): Promise<Seen | undefined> {
    const { base, rows } = await this.disk.read(async (tx) => ({
      base: await tx.get<RawRec>("base", [space, type, id]),
      rows: (await tx.all<OutboxRow>("outbox")).filter((row) => row.entity === id && row.space === space),
    }));
    return seen(base, rows, this.member);
  }
}

/** One life of an engine over a phone's storage. */
export class Tab {
  readonly engine: Engine;
  /** What happens to the calls to come, first to last; then all is well. */
  faults: Fault[] = [];
  turn: Turn = alone;
  /** So many transactions of storage still fit on the disk. */
  room = Number.POSITIVE_INFINITY;
  mostInFlight = 0;
  #inFlight = 0;
  readonly #phone: Phone;

  constructor(phone: Phone, disk: StoragePort = phone.disk) {
    this.#phone = phone;
    const { member, own: ownSpace, world } = phone;
    this.engine = new Engine({
      storage: this.#inTurn(disk),
      transport: {
        push: (body) => this.#call<PushAnswer>("push", body),
        pull: (body) => this.#call<PullAnswer>("pull", body),
      },
      world,
      member,
      ownSpace,
      host: {
        changed: () => {},
        locked: () => {
          phone.locked = true;
          phone.house.count("locked");
        },
        halted: (why) => {
          throw new Error(`halted: ${why}`);
        },
        erase: async () => {
          throw new Error("erased");
        },
      },
    });
  }

  /** Null while the session is dead, as the driver does it. */
  async cycle(faults: readonly Fault[] = [], turn: Turn = alone): Promise<Rest | null> {
    if (this.#phone.locked) return null;
    this.faults = [...faults];
    this.turn = turn;
    try {
      return await this.engine.cycle();
    } finally {
      this.faults = [];
      this.turn = alone;
    }
  }

  #inTurn(disk: StoragePort): StoragePort {
    return {
      read: async (work) => {
        await this.turn();
        return disk.read(work);
      },
      write: async (work) => {
        await this.turn();
        return disk.write(async (tx) => {
          const result = await work(tx);
          this.room -= 1;
          if (this.room >= 0) return result;
          throw new DOMException("full", "QuotaExceededError");
        });
      },
      close: () => disk.close(),
      erase: () => disk.erase(),
    };
  }

  async #call<T>(what: "push" | "pull", body: PushBody | PullBody): Promise<T> {
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    try {
      await this.turn();
      return await this.#send<T>(what, body);
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #send<T>(what: "push" | "pull", body: PushBody | PullBody): Promise<T> {
    const { house } = this.#phone;
    const fault = this.faults.shift() ?? "ok";
    if (fault !== "ok") house.count(fault);
    if (fault === "cut") throw new Offline("cut before it arrived");
    if (fault === "hang") {
      house.late.push(async () => void (await this.#ask(what, body)));
      throw new Offline("given up after a long wait");
    }
    const { status, text } = await this.#ask(what, body, fault === "lost" ? undefined : trouble(fault));
    if (fault === "lost") throw new Offline("the answer was lost");
    await this.turn();
    if (status >= 500 && what === "push") house.ledger.failed((body as PushBody).mutations);
    const said = JSON.parse(text) as T & Partial<ProblemBody>;
    if (status >= 400) throw new Problem(status, said);
    return said;
  }

  async #ask(what: "push" | "pull", body: PushBody | PullBody, trouble?: Trouble) {
    const { house, cookie, name } = this.#phone;
    const asked = what === "pull" ? { ...body, limit: house.limit } : body;
    const answer = await house.server.ask("POST", `/sync/${what}`, asked, { cookie, trouble });
    house.ears.heard(name, answer.text);
    if (what === "pull" && answer.status === 200) {
      house.ears.pulled(name, (asked as PullBody).spaces, JSON.parse(answer.text) as PullAnswer);
    }
    return answer;
  }
}

const trouble = (fault: Fault) => (fault === "ok" ? undefined : (fault as Trouble));
