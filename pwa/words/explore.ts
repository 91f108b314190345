import type { Catalogue } from "../catalogue.ts";

export const explore = {
  "explore.lead": "Ten beds in one garden. Begin with the one that draws you.",
  "explore.count": { one: "One practice", other: "{count} practices" },
  "explore.own": "A practice of your own",
  "explore.own.detail": "In your words, at your rhythm",
  "explore.offline.title": "Not on this phone yet",
  "explore.offline": "The practices come with the first visit online. Then they stay here.",
  "explore.unknown": "This is not in the catalogue.",
  "explore.practices": "Practices",
  "explore.growing": "Growing already",

  "entry.minutes": { one: "about a minute", other: "about {count} minutes" },
  "entry.private": "for yourself, seen by nobody else",
  "entry.how": "How it goes",
  "entry.when-not": "When not",
  "entry.adopt": "Plant it",
  "entry.adopt.again": "Plant it once more",
  "entry.growing": "This grows in your garden already.",
  "entry.growing.look": "Look at it",

  "evidence.title": "What is known",
  "evidence.strong": "Well supported",
  "evidence.moderate": "Fairly well supported",
  "evidence.weak": "Weakly supported",
  "evidence.none": "Not studied yet",
  "evidence.measured": "Measured",
  "evidence.who": "With whom",
  "evidence.found": "Found",
  "evidence.caveat": "Take care",
  "evidence.source": "Source",
} as const satisfies Catalogue;
