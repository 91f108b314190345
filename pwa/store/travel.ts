/** What makes writes travel: the engine, and when it runs. It comes after the first screen. */
import { api } from "../api/client.ts";
import type { Keeper } from "./account.ts";
import type { Channel } from "./channel.ts";
import { Driver } from "./driver.ts";
import type { World } from "./outbox.ts";
import { keepPrivately, retryParked, retryRefused } from "./parking.ts";
import type { StoragePort, Tx } from "./port.ts";
import type { Transport } from "./protocol.ts";
import { Engine } from "./sync.ts";
import type { OutboxRow, RawRec } from "./types.ts";

const transport: Transport = {
  push: (body) => api("POST", "/sync/push", body, { timeout: 30_000 }),
  pull: (body) => api("POST", "/sync/pull", body, { timeout: 30_000 }),
};

export interface Luggage {
  storage: StoragePort;
  world: World;
  member: string;
  ownSpace: string;
  channel: Channel;
  keeper: Keeper;
  /** The server, unless told. */
  wire: Transport | undefined;
  /** After a commit to storage. */
  changed(touched: { recs: RawRec[]; reload: boolean }): void;
  head(space: string): number;
  rested(online: boolean): void;
  failed(error: unknown): void;
}

export class Travel {
  readonly #storage: StoragePort;
  readonly #engine: Engine;
  readonly #driver: Driver;

  constructor({ storage, world, member, ownSpace, channel, keeper, wire, changed, ...told }: Luggage) {
    this.#storage = storage;
    const host = { ...keeper, changed };
    this.#engine = new Engine({ storage, transport: wire ?? transport, world, host, member, ownSpace });
    const { able } = keeper;
    this.#driver = new Driver({ engine: this.#engine, channel, member, now: world.now, able, ...told });
  }

  /** A release that was not here before tries again what was refused. True when there is something to try. */
  freshRelease(release: string): Promise<boolean> {
    return this.#storage.write(async (tx) => {
      const known = await tx.get<{ release: string }>("meta", "release");
      if (known?.release === release) return false;
      tx.put("meta", { key: "release", release });
      await retryRefused(tx);
      return true;
    });
  }

  /** `aside` hears of the tidying that nobody waits for. */
  start(aside: (work: Promise<void>) => void): void {
    this.#driver.start();
    aside(this.#engine.tidy());
  }

  stop(): void {
    this.#driver.stop();
  }

  kick(): void {
    this.#driver.kick();
  }

  sync(): Promise<void> {
    return this.#driver.sync();
  }

  resume(): void {
    this.#engine.resume();
    this.#driver.now();
  }
}

/** What its author decided about a parked write. */
export async function resolve(
  tx: Tx,
  id: string,
  how: "retry" | "discard" | "keep",
  ownSpace: string,
  world: World,
): Promise<OutboxRow[]> {
  if (how === "keep") return keepPrivately(tx, id, ownSpace, world);
  if (how === "retry") await retryParked(tx, id);
  else tx.remove("parked", id);
  return [];
}
