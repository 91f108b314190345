import type { Catalogue } from "../catalogue.ts";

/** What every screen says of a practice and of who is here, and what Today says once it is alive. */
export const alive = {
  "today.paused.all": "You paused. Nothing is asked, and nothing is lost.",
  "today.paused.all.us": "We paused. Nothing is asked, and nothing is lost.",
  "today.resume": "Go on from today",
  "today.resumed": "You go on from today",
  "today.noted": "Noted",
  "today.all": "All practices",

  "today.empty.title": "Plant something small",
  "today.empty":
    "A long hug, ten minutes without phones, one good thing said. Choose one that you would like anyway.",
  "today.empty.action": "Look around",
  "today.alone.title": "Yours alone, for now",
  "today.alone":
    "This space is complete as it is, and nobody else sees it. If you like, make one with your partner beside it.",
  "today.alone.action": "Invite your partner",
  "today.waiting.title": "Room for two",
  "today.waiting": "Nobody has joined here yet. What you plant now will be there when they come.",
  "today.closed.title": "This space is closed",
  "today.closed": "What you did together stays here to read. Nothing new is added.",
  "today.switch.title": "Where you are",
  "today.switch.me.detail": "Nobody else sees it",
  "today.switch.here": "You are here",
  "today.switch.closed": "Closed",
  "today.switch.new": "Another couple",

  "sync.here": "Saved on this phone. It will travel when you are online.",
  "sync.travelling": "Saved on this phone. On its way.",
  "sync.stuck": "Saved on this phone. The server has not taken it yet; Tend keeps trying.",
  "sync.old":
    "Something has waited here for more than a day. A browser may clear what a tab holds: go online once, or keep a copy.",
  "sync.full": "This phone is full, so nothing new can arrive. Make some room on it.",
  "sync.everywhere": "Everything has arrived.",
  "sync.parked": { one: "One thing could not be sent.", other: "{count} things could not be sent." },
  "sync.parked.look": "Look at it",

  "word.title": "A word with it",
  "word.label": "What would you like to keep of it?",
  "word.hint": "For the people in this space, and for later.",
  "word.sealed": "Keep it sealed",
  "word.sealed.hint": "Only you can read it until you open it.",
  "word.open": "Already open, so it stays open.",

  "who.each": "each of you",
  "who.together": "together",
  "who.either": "one of you",
  "who.me": "for you",
  "who.them": "for {name}",
  "who.alone": "for yourself",
  "who.partner": "Your partner",
  "who.new": "A couple to be",

  "when.any": "any time",
  "when.any.weekly": "this week",
  "when.any.monthly": "this month",
  "when.lapsed": "Ready when you are.",
  "when.resting": "a day of rest",
  "when.paused": "paused",
  "when.times": { one: "once so far", other: "{count} times so far" },
  "when.week": "{have} of {need} this week",
  "when.month": "{have} of {need} this month",
  "when.window": "{have} of {need} these days",
  dot: "{first} · {second}",

  "ring.mark": "{title}. Mark as done",
  "ring.mark.has": "{title}. {who} has. Mark yours as done",
  "ring.done": "{title}. Done by you",
  "ring.done.both": "{title}. Done by you and {who}",
  "ring.done.we": "{title}. Done together",
  "ring.done.them": "{title}. Done by {who}",
} as const satisfies Catalogue;
