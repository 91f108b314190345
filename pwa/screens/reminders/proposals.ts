/**
 * Reminders that members of a couple suggest to each other. What one makes of a suggestion is written into the
 * own space alone: the couple's space never moves by it.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { now } from "../../clock.ts";
import { account, derived, eachSpace, live, type Rec, write } from "../../store/index.ts";

/** As many of one's own may be open for a practice. */
export const MOST_OPEN = 3;

export type Proposal = Rec<"proposal">;
type Answer = Rec<"proposal_answer">["fields"]["answer"];

export const proposalsIn = eachSpace((space) => live(space, "proposal", (all) => all));

const settledIn = eachSpace((own) =>
  live(own, "proposal_answer", (all) => new Set(all.map(({ fields }) => fields.proposal_id))),
);

/** What others suggest there, and the viewer has not settled. */
export const openIn = eachSpace(
  (space): ReadonlySignal<Proposal[]> =>
    computed(() => {
      const here = account.value;
      if (!here) return [];
      const settled = settledIn(here.ownSpace).value;
      return proposalsIn(space).value.filter(
        ({ id, author }) => author !== here.member.id && !settled.has(id),
      );
    }),
);

export interface Suggestion {
  time: string;
  days: number[];
  words: string;
}

/** An id that follows from who suggests what when: a second tap on the button makes no second one. */
export function propose(
  practice: Pick<Rec, "space" | "id">,
  { time, days, words }: Suggestion,
): Promise<void> {
  const { space, id } = practice;
  const entity = derived("proposal", id, account.peek()?.member.id ?? "", String(now()));
  const fields = { practice_id: id, time, days: [...days].sort(), body: { words: words || null } };
  return write([{ space, type: "proposal", op: "put", entity, fields }]);
}

/** For one's other devices, so that they ask no more. Nobody else learns of it. */
export function settle({ id }: Proposal, answer: Answer): Promise<void> {
  const space = account.peek()?.ownSpace ?? "";
  const entity = derived("proposal_answer", id);
  return write([{ space, type: "proposal_answer", op: "put", entity, fields: { proposal_id: id, answer } }]);
}
