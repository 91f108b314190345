import type { Catalogue } from "../catalogue.ts";

/** Reminders in a calendar, by an address that is secret. */
export const calendar = {
  "calendar.lead":
    "Your reminders in the calendar that you use anyway. For a phone that gets no notifications.",
  "calendar.reads":
    "Whoever keeps your calendar, such as Google or Apple, reads at which times something is planned and on which days a goal is due, and that it comes from Tend. Each event says “Something small for today”. Nothing that your partners wrote is in it.",
  "calendar.make": "Make an address",
  "calendar.again": "Make a new address",
  "calendar.again.text":
    "The address before ends at once. Add the new one to your calendar, and remove the old calendar there.",
  "calendar.once": "Your address",
  "calendar.once.text":
    "It is shown this one time. Whoever has it can read your calendar, so keep it as you keep a password.",
  "calendar.copy": "Copy the address",
  "calendar.iphone": "iPhone",
  "calendar.iphone.how":
    "In Settings, under Apps and Calendar: Calendar Accounts, Add Account, Other, Add Subscribed Calendar.",
  "calendar.android": "Android",
  "calendar.android.how":
    "On a computer, at calendar.google.com: beside Other calendars, the plus, From URL. Then it is on the phone, too.",
  "calendar.desktop": "Computer",
  "calendar.desktop.how": "In your calendar program: New calendar, from the internet or by subscription.",
  "calendar.open": "An address is open",
  "calendar.since": "Made on {day}.",
  "calendar.read": "A calendar last asked for it on {day}.",
  "calendar.unread": "No calendar has asked for it yet.",
  "calendar.slow": "Calendars look for news every few hours: a change takes a while to be seen there.",
  "calendar.own": "Say what each one is",
  "calendar.own.hint":
    "Events then have the practice’s name, if it is from the catalogue or in your own space, or else your own cue. A goal has its name if it is yours alone. Whoever keeps or sees your calendar can read that.",
  "calendar.own.text":
    "From now on, whoever keeps your calendar can read what you have planned, such as “A long hug”, and so can everybody who sees that calendar on a screen.",
  "calendar.own.submit": "Say what each one is",
  "calendar.end": "End this address",
  "calendar.ended": "The address has ended",
  "calendar.ended.text": "What your calendar has copied may stay there until you remove that calendar.",
} as const satisfies Catalogue;
