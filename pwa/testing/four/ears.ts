/** Hears every answer of the server: nothing in it is for somebody else, and no page splits a commit. */
import assert from "node:assert/strict";
import type { PullAnswer, SpaceAsk } from "../../store/protocol.ts";
import type { Name, Roll } from "./server.ts";

export class Ears {
  readonly #roll: Roll;
  /** Sealed words by the check-in that holds them, and who wrote them. */
  readonly #sealed = new Map<string, { author: Name; words: string[] }>();
  /** Up to which commit a page is whole, or down to which one, by the place to go on from. */
  readonly #ends = new Map<string, number>();
  /** Who left which couple, and the server knows it. */
  left = false;
  answers = 0;
  withheld = 0;

  constructor(roll: Roll) {
    this.#roll = roll;
  }

  seal(checkIn: string, author: Name, words: string): void {
    const known = this.#sealed.get(checkIn) ?? { author, words: [] };
    known.words.push(words);
    this.#sealed.set(checkIn, known);
  }

  /** Its author let the others read it. */
  open(checkIn: string): void {
    this.#sealed.delete(checkIn);
  }

  heard(who: Name, text: string): void {
    this.answers += 1;
    for (const words of this.#foreign(who)) assert.ok(!text.includes(words), `${who} heard ${words}`);
    for (const { author, words } of this.#sealed.values()) {
      if (author === who) continue;
      this.withheld += 1;
      for (const word of words) assert.ok(!text.includes(`"${word}"`), `${who} heard the sealed ${word}`);
    }
  }

  #foreign(who: Name): string[] {
    const { people, spaces } = this.#roll;
    const others = (["alice", "bob", "carol"] as const).filter((name) => name !== who);
    const own = others.flatMap((name) => [people[name].own, `own-${name}·`]);
    if (who === "alice") return [...own, spaces.bc, "bc·", people.carol.id];
    if (who === "bob") return own;
    return [...own, spaces.ab, "ab·", people.alice.id];
  }

  /** A page goes on after the last whole commit of the one before; who left gets none. */
  pulled(who: Name, asked: SpaceAsk[], { spaces, memberships }: PullAnswer): void {
    const { bc } = this.#roll.spaces;
    if (who === "carol" && this.left) {
      assert.ok(!memberships.some(({ id }) => id === bc), "who left is told where the space stands");
      for (const { id, state } of spaces)
        assert.ok(id !== bc || state === "gone", "who left is given a page");
    }
    for (const page of spaces) {
      const from = asked.find(({ id }) => id === page.id);
      const seqs = page.changes.map(({ seq }) => seq);
      const after = this.#ends.get(`${page.id} after ${from?.cursor}`);
      const before = this.#ends.get(`${page.id} before ${from?.before}`);
      if (after !== undefined)
        assert.ok(
          seqs.every((seq) => seq > after),
          "a commit was split",
        );
      if (before !== undefined)
        assert.ok(
          seqs.every((seq) => seq < before),
          "a commit was split",
        );
      if (page.more && seqs.length > 0) this.#ends.set(`${page.id} after ${page.cursor}`, Math.max(...seqs));
      if (page.before && page.floor !== null) this.#ends.set(`${page.id} before ${page.before}`, page.floor);
    }
  }
}
