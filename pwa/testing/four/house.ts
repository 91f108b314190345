/** Four phones, one server, and what is remembered of a history: who wrote what, and what went wrong. */
import { Ears } from "./ears.ts";
import { Ledger } from "./ledger.ts";
import { type Kind, Phone } from "./phone.ts";
import type { Name, RealServer } from "./server.ts";

const PHONES: [Name, Kind][] = [
  ["alice", "memory"],
  ["alice", "IndexedDB"],
  ["bob", "memory"],
  ["carol", "IndexedDB"],
];

/** How often each kind of trouble really happened: a sleepy run proves nothing. */
export type Tally = Map<string, number>;

export class House {
  readonly server: RealServer;
  readonly ears: Ears;
  readonly ledger = new Ledger();
  readonly phones: Phone[];
  /** Requests that hang somewhere in the network. */
  readonly late: (() => Promise<void>)[] = [];
  /** Records on a page. */
  limit = 3;
  /** A cookie for each member's own scripts. */
  readonly scripts = new Map<Name, string>();
  backupAt: number;
  leftInBackup = false;
  /** Whether anybody ever left: what was written for that space may be parked. */
  everLeft = false;
  serial = 0;
  readonly #tally: Tally;
  readonly #seed: number;

  private constructor(server: RealServer, tally: Tally, seed: number) {
    this.server = server;
    this.#tally = tally;
    this.#seed = seed;
    this.ears = new Ears(server.roll);
    this.backupAt = server.now;
    this.phones = PHONES.map(([name, kind], index) => this.phone(name, index, kind));
  }

  /** Everybody is signed in and nobody has read anything yet. */
  static async open(server: RealServer, tally: Tally = new Map(), seed = 1): Promise<House> {
    server.now = server.roll.start;
    await server.tell({ do: "reset", seed });
    const house = new House(server, tally, seed);
    await house.signInScripts();
    for (const phone of house.phones) await phone.signIn();
    await server.tell({ do: "backup" });
    return house;
  }

  phone(name: Name, index: number, kind: Kind): Phone {
    return new Phone(this, name, index, kind, this.#seed * 10 + index + 1);
  }

  /** The server may have forgotten them. */
  async signInScripts(): Promise<void> {
    for (const name of ["alice", "bob", "carol"] as const) {
      const asked = { do: "sign_in", member: name, device: "script" };
      this.scripts.set(name, (await this.server.tell<{ cookie: string }>(asked)).cookie);
    }
  }

  count(kind: string): void {
    this.#tally.set(kind, (this.#tally.get(kind) ?? 0) + 1);
  }

  /** The spaces that a member may write in, their own last. */
  spacesOf(name: Name): { id: string; key: string }[] {
    const { spaces, people } = this.server.roll;
    const own = { id: people[name].own, key: `own-${name}` };
    const ab = { id: spaces.ab, key: "ab" };
    const bc = { id: spaces.bc, key: "bc" };
    return { alice: [ab, own], bob: [ab, bc, own], carol: [bc, own] }[name];
  }
}
