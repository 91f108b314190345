import type { Catalogue } from "../catalogue.ts";

/** Something small to surprise a partner with, for one alone. */
export const surprise = {
  "surprise.lead":
    "For you alone: something small that you could surprise someone with. Nobody sees that it was suggested, or what became of it.",
  "surprise.done": "Done",
  "surprise.another": "Another one",
  "surprise.later": "Not now",
  "surprise.kind": "That was kind",
  "surprise.kind.text": "Nobody is told, and nothing is counted.",
  "surprise.show": "Show me one",
  "surprise.missing": "The suggestions come when there is a network. Then they stay on this phone.",
  "surprise.often": "Suggest one to me",
  "surprise.often.0": "Never",
  "surprise.often.1": "Once a week",
  "surprise.often.2": "Twice",
  "surprise.often.hint":
    "At most so often, by day, at a time that nobody can foresee. On the lock screen it looks like every other reminder.",
} as const satisfies Catalogue;
