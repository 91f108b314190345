import type { Catalogue } from "../catalogue.ts";

/** Today as it is painted first, before anything is read. */
export const today = {
  "today.morning": "Good morning, {name}",
  "today.afternoon": "Good afternoon, {name}",
  "today.evening": "Good evening, {name}",
  "today.heading": "Today",
  "today.heading.late": "Tonight",
  "today.heading.closed": "What grew here",
  "today.garden": { one: "One practice growing", other: "{count} practices growing" },
  "today.garden.bare": "A bed that waits for its first practice",
  "today.days": { one: "One day together", other: "{count} days together" },
  "today.days.own": { one: "One day tended", other: "{count} days tended" },
  "today.days.none": "A new garden",
  "today.grew": { one: "One leaf grew today", other: "{count} leaves grew today" },
  "today.first": "Nothing has to be. One small act is a good start, whenever it suits you.",
  "today.enough": "Done for now",
  "today.paused": { one: "One is paused", other: "{count} are paused" },
  "today.word": "Add a word",
  "today.word.yours": "Your word",
  "today.word.of": "{label}: {title}",

  "today.switch": "{who}. Change space",
  "today.switch.me": "Just me",
} as const satisfies Catalogue;
