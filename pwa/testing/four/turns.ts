/**
 * Who goes next. Everybody who runs at the same time stops before each transaction of storage, before each
 * request and before each answer; when all stand still, one of them goes, by a list of numbers. So any
 * interleaving is possible, and the same numbers give the same one.
 */
export type Turn = () => Promise<void>;

/** For one who runs alone. */
export const alone: Turn = async () => {};

export class Turns {
  readonly #order: readonly number[];
  readonly #waiting = new Map<number, () => void>();
  #going = 0;
  #taken = 0;

  constructor(order: readonly number[]) {
    this.#order = order;
  }

  /** Runs them all to their ends. */
  async run(actors: readonly ((turn: Turn) => Promise<void>)[]): Promise<void> {
    this.#going = actors.length;
    const ends = actors.map(async (act, who) => {
      const turn = () => this.#wait(who);
      try {
        await turn();
        await act(turn);
      } finally {
        this.#rest();
      }
    });
    const failed = (await Promise.allSettled(ends)).find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
  }

  #wait(who: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(who, resolve);
      this.#rest();
    });
  }

  /** One less is going. The last one to stop lets another go. */
  #rest(): void {
    this.#going -= 1;
    if (this.#going > 0 || this.#waiting.size === 0) return;
    const standing = [...this.#waiting.keys()].sort((a, b) => a - b);
    const pick = this.#order[this.#taken % this.#order.length] ?? 0;
    this.#taken += 1;
    const who = standing[pick % standing.length] as number;
    const go = this.#waiting.get(who);
    this.#waiting.delete(who);
    this.#going += 1;
    go?.();
  }
}
