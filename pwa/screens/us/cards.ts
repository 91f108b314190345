import { computed, type ReadonlySignal } from "@preact/signals";
import { live, type Rec } from "../../store/index.ts";

const known = new Map<string, ReadonlySignal<ReadonlyMap<string, Rec<"card">>>>();

/** The cards of a couple, by member. */
export function cardsIn(space: string): ReadonlySignal<ReadonlyMap<string, Rec<"card">>> {
  const before = known.get(space);
  if (before) return before;
  const cards = live(space, "card", (all) => all);
  const fresh = computed(() => new Map(cards.value.map((card) => [card.fields.member_id, card])));
  known.set(space, fresh);
  return fresh;
}
