import type { Catalogue } from "../catalogue.ts";

/** What a stranger reads first. */
export const welcome = {
  "welcome.pages": "Page {page} of {pages}",
  "welcome.1.title": "Closeness grows from small things",
  "welcome.1.text":
    "A long hug, a question, an evening without phones. Tend helps you keep the few that you want, together and at your own pace.",
  "welcome.2.title": "Half yours, half theirs",
  "welcome.2.text":
    "Each of you closes a half of the ring. It shows what was done, never what was not. Rest days, pauses and quiet weeks belong to it.",
  "welcome.3.title": "Between the two of you",
  "welcome.3.text":
    "It works without a network, on your phone, and says nothing private on the lock screen. What is only yours stays only yours.",
  "welcome.garden": "A small garden: five sprigs, two of them in bloom",
  "welcome.ring": "A ring of two halves, both closed",
  "welcome.phone": "A phone with a quiet note on its lock screen",
  "welcome.sign-up": "Make an account",
  "welcome.sign-in": "I have one",
  "welcome.look": "Look around first",
  "welcome.invited": "You have an invitation. It is kept here until you have an account.",
} as const satisfies Catalogue;
