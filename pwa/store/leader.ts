/** One tab syncs for all: the holder of a lock. The others wait for it, and take it from a tab that sleeps. */
import type { Channel } from "./channel.ts";

/** ms in which a living leader answers. */
const PATIENCE = 2000;

export class Leadership {
  readonly #name: string;
  readonly #channel: Channel;
  readonly #locks: LockManager | undefined;
  readonly #changed: (leading: boolean) => void;
  readonly #stop = new AbortController();
  #leading = false;
  #answered = false;

  constructor(
    name: string,
    channel: Channel,
    changed: (leading: boolean) => void,
    locks: LockManager | undefined = globalThis.navigator?.locks,
  ) {
    this.#name = name;
    this.#channel = channel;
    this.#changed = changed;
    this.#locks = locks;
    channel.listen(({ kind }) => {
      if (kind === "ping" && this.#leading) channel.post({ kind: "pong" });
      if (kind === "pong") this.#answered = true;
    });
  }

  get leading(): boolean {
    return this.#leading;
  }

  /** Waits in line. Without Web Locks every tab leads, which is slower and does no harm. */
  start(): void {
    if (this.#locks) void this.#hold(this.#locks, {});
    else this.#set(true);
  }

  stop(): void {
    this.#stop.abort();
    this.#set(false);
  }

  /** For a tab that just became visible: a leader that is frozen in the background does not answer. */
  async challenge(): Promise<void> {
    if (this.#leading || !this.#locks || this.#stop.signal.aborted) return;
    this.#answered = false;
    this.#channel.post({ kind: "ping" });
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    if (!this.#answered && !this.#leading) void this.#hold(this.#locks, { steal: true });
  }

  async #hold(locks: LockManager, how: { steal?: true }): Promise<void> {
    const { signal } = this.#stop;
    const released = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    const hold = () => {
      if (signal.aborted) return;
      this.#set(true);
      return released;
    };
    try {
      await locks.request(this.#name, how.steal ? how : { signal }, hold);
    } catch (error) {
      if ((error as Error).name !== "AbortError") throw error;
    }
    this.#set(false);
    if (!signal.aborted && !how.steal) void this.#hold(locks, {});
  }

  #set(leading: boolean): void {
    if (this.#leading === leading) return;
    this.#leading = leading;
    this.#changed(leading);
  }
}
