import { learn } from "./learn.ts";

export const us = learn({
  "us.own": "Just me",
  "us.own.lead": "What grows here is yours alone, complete as it is.",
  "us.people": "Who is here",
  "us.people.left": "Left on {date}",
  "us.people.you": "You",
  "us.people.zone": "At home in {zone}",
  "us.practices": "What grows here",
  "us.practices.ended": "Let go",
  "us.add": "Look for another practice",

  "us.card": "Your card here",
  "us.card.lead": "Others in this space see it. Each couple has a card of its own.",
  "us.card.name": "What they call you",
  "us.card.name.wrong": "Give a name of up to 60 letters.",
  "us.card.about": "What you want known",
  "us.card.zone": "Where your days begin and end",
  "us.card.zone.hint":
    "So that the others' phones know when it is today for you. It is what you choose to show, never where your phone is.",
  "us.card.zone.none": "Do not show it",
  "us.card.edit": "Edit",

  "us.couple": "This couple",
  "us.couple.name": "A name for the two of you, if you like",
  "us.couple.zone": "The clock of home",
  "us.couple.zone.hint": "What you do together belongs to the day of this clock, wherever each of you is.",
  "us.couple.zone.since": "Holds from today. Days gone by stay as they were.",

  "us.switch": "Other spaces",
  "us.invite": "Invite somebody",
  "us.another": "Make another couple",
  "us.leave": "Leave this couple",
  "us.rests.title": "Somebody left",
  "us.rests": "What you shared rests since then. When you like, those who stayed go on.",
  "us.rests.act": "We go on",
  "us.rests.done": "You go on from today",
  "us.closed": "This space is closed. What you did together stays here to read.",

  "leave.title": "Leave {name}",
  "leave.at-once": "It holds at once, and needs nobody's consent.",
  "leave.yours":
    "Your days, your words and your reminders for it stop reaching the others from now on. What you wrote before stays with them, as theirs stays with you.",
  "leave.theirs": "Nothing of theirs is taken away, and nobody gets a reason. They see that you left.",
  "leave.rest": "With two of you, the space closes: both can read it, nobody adds to it.",
  "leave.safe": "If you leave because you are afraid, there is help that asks for no account.",
  "leave.safe.look": "Help",
  "leave.own": "Your own space and your other couples stay as they are.",
  "leave.act": "Leave now",
  "leave.stay": "Stay",
  "leave.done": "You left",
  "leave.which": "There is no couple to leave here.",
});
