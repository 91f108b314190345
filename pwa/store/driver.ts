/** When to sync: after a write, on a hint, when visible, when online, each minute; and never two at once. */
import type { Channel } from "./channel.ts";
import { Leadership } from "./leader.ts";
import { onVisibility, onWindow, visible } from "./page.ts";
import type { Engine } from "./sync.ts";

const MINUTE = 60_000;
/** ms that a caller waits for a cycle. */
const PATIENCE = 10_000;
const EVENTS = "/api/v1/sync/events";

export interface Driven {
  engine: Engine;
  channel: Channel;
  member: string;
  now(): number;
  /** What is already here of a space: a hint about less is no news. */
  head(space: string): number;
  /** Whether sync makes sense: signed in, and not stopped. */
  able(): boolean;
  rested(online: boolean): void;
  /** A cycle broke for a reason that is not the network's. */
  failed(error: unknown): void;
}

export class Driver {
  readonly #driven: Driven;
  readonly #leadership: Leadership;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #events: EventSource | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #notBefore = 0;
  #stopped = false;
  #online = true;
  readonly #waiting = new Map<string, () => void>();

  constructor(driven: Driven) {
    this.#driven = driven;
    const { channel, member } = driven;
    this.#leadership = new Leadership(`tend-sync-${member}`, channel, (leading) => this.#led(leading));
    channel.listen((message) => {
      if (message.kind === "kick" && this.#leadership.leading) void this.#answer(message.ask);
      if (message.kind !== "cycled") return;
      driven.rested(message.online);
      if (message.ask) this.#waiting.get(message.ask)?.();
    });
    onVisibility(() => {
      if (!visible() || this.#stopped) return;
      this.now();
      void this.#leadership.challenge();
    });
    onWindow("online", () => this.now());
    onWindow("offline", () => driven.rested(false));
  }

  start(): void {
    this.#leadership.start();
  }

  stop(): void {
    this.#stopped = true;
    this.#leadership.stop();
    this.#led(false);
  }

  /** A write was made. While the server asked for patience, it waits with the rest. */
  kick(ask?: string): void {
    if (this.#stopped) return;
    if (!this.#leadership.leading) this.#driven.channel.post({ kind: "kick", ask });
    else if (this.#driven.now() >= this.#notBefore) void this.#run();
  }

  /** Something says that it is worth trying now. */
  now(ask?: string): void {
    this.#notBefore = 0;
    this.kick(ask);
  }

  /** Resolves after a whole cycle that began after the call, whoever runs it, or after ten seconds. */
  async sync(): Promise<void> {
    const ask = `${this.#driven.now()} ${Math.random()}`;
    let late: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.set(ask, resolve);
      late = setTimeout(resolve, PATIENCE);
      this.now(ask);
    });
    this.#waiting.delete(ask);
    clearTimeout(late);
  }

  async #answer(ask: string | undefined): Promise<void> {
    await this.#run();
    if (ask) this.#driven.channel.post({ kind: "cycled", online: this.#online, ask });
  }

  #led(leading: boolean): void {
    clearTimeout(this.#timer);
    this.#events?.close();
    this.#events = null;
    if (leading) void this.#run();
  }

  #run(): Promise<void> {
    this.#again = this.#running !== null;
    this.#running ??= this.#cycles();
    return this.#running;
  }

  async #cycles(): Promise<void> {
    clearTimeout(this.#timer);
    let again: number | null = MINUTE;
    let patience = 0; // what broke here, and not at the server, is no reason to hold back the next write
    try {
      again = await this.#untilQuiet();
      patience = again ?? 0;
    } catch (error) {
      if (!this.#stopped) this.#driven.failed(error);
    }
    this.#running = null;
    for (const resolve of this.#waiting.values()) resolve();
    if (!this.#leadership.leading) return;
    this.#notBefore = this.#driven.now() + patience;
    this.#timer = setTimeout(() => this.#tick(again !== null), again ?? MINUTE);
    if (this.#driven.able()) this.#listen();
  }

  async #untilQuiet(): Promise<number | null> {
    const { engine, able, channel, rested } = this.#driven;
    let again: number | null = null;
    do {
      this.#again = false;
      if (!able()) return null;
      const rest = await engine.cycle();
      if (this.#stopped) return null;
      again = rest.again;
      this.#online = rest.online;
      rested(rest.online);
      channel.post({ kind: "cycled", online: rest.online });
    } while (this.#again && this.#leadership.leading);
    return again;
  }

  /** A hidden page with nothing to send rests until it is looked at. */
  #tick(pending: boolean): void {
    if (pending || visible()) void this.#run();
    else this.#timer = setTimeout(() => this.#tick(false), MINUTE);
  }

  /** The browser reconnects by itself after a cut; after a refusal it does not, so the next cycle asks again. */
  #listen(): void {
    if (typeof EventSource === "undefined") return;
    if (this.#events && this.#events.readyState !== EventSource.CLOSED) return;
    this.#events = new EventSource(EVENTS);
    this.#events.onmessage = (event) => {
      const { space, head } = JSON.parse(event.data as string) as { space: string; head: number };
      if (head > this.#driven.head(space)) void this.#run();
    };
  }
}
