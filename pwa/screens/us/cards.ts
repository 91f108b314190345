import { computed, type ReadonlySignal } from "@preact/signals-core";
import { eachSpace, live, type Rec } from "../../store/index.ts";

/** The cards of a couple, by member. */
export const cardsIn = eachSpace((space): ReadonlySignal<ReadonlyMap<string, Rec<"card">>> => {
  const cards = live(space, "card", (all) => all);
  return computed(() => new Map(cards.value.map((card) => [card.fields.member_id, card])));
});
