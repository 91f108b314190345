import type { Catalogue } from "../catalogue.ts";

/** What is a member's own: taken along, brought in, deleted. */
export const data = {
  "data.lead": "What you wrote is yours. Take it along whenever you like; nobody is told.",
  "data.export": "Take it along",
  "data.export.text":
    "A file with all that you may read here today. What your partners shared with you is in it, too: keep it where only you look.",
  "data.export.html": "A file to read",
  "data.export.json": "A file for another Tend",
  "data.export.sheet":
    "It goes among the downloads of this device, and is not locked there. Whoever has the file can read it.",
  "data.export.submit": "Save the file",
  "data.export.done": "The file goes among your downloads",
  "data.import": "Bring it in",
  "data.import.text":
    "A file that was saved from a Tend, this one or another. What is here stays as it is. A couple in it comes back as a closed space that only you read.",
  "data.import.choose": "Choose a file",
  "data.import.sheet": "{name} comes in as a whole, or not at all.",
  "data.import.submit": "Bring it in",
  "data.import.none": "Nothing new: all of it was here already.",
  "data.import.added": { one: "One entry came in.", other: "{count} entries came in." },
  "data.import.known": {
    one: "One was here already.",
    other: "{count} were here already.",
  },
  "data.import.left": {
    one: "One was left out: its practice was deleted before the file was saved.",
    other: "{count} were left out: their practices were deleted before the file was saved.",
  },
  "data.import.spaces": {
    one: "A couple of the file is a closed space now, for you to read.",
    other: "{count} couples of the file are closed spaces now, for you to read.",
  },

  "data.delete": "Delete your account",
  "data.delete.text": "For good, and at once. You see first what goes and what stays.",
  "data.delete.look": "See what it means",
  "data.delete.lead": "It happens at once, and nobody can bring it back: not even who hosts this server.",
  "data.delete.goes": "What goes",
  "data.delete.own": {
    one: "One entry of your own space, with the space itself.",
    other: "{count} entries of your own space, with the space itself.",
  },
  "data.delete.shared": {
    one: "One entry that you wrote in a couple. It goes from your partner’s phone, too.",
    other: "{count} entries that you wrote in couples. They go from your partners’ phones, too.",
  },
  "data.delete.rest":
    "Your sign-in on every device, your recovery code, reminders, calendar addresses, webhooks and tokens. Also what this phone has not sent.",
  "data.delete.stays": "What stays",
  "data.delete.couples": {
    one: "What your partner wrote stays with your partner, who sees that you have left.",
    other: "What your partners wrote stays with them. They see that you have left {count} couples.",
  },
  "data.delete.alone": "You are in no couple now. What partners of before wrote stays with them.",
  "data.delete.practice":
    "A practice of yours in which they have days stays for them without your words, as “Something we did”.",
  "data.delete.backups":
    "Backups of this server hold what they held until they are thrown away. Who hosts it can tell you when.",
  "data.delete.first": "Take a copy along first",
  "data.delete.act": "Delete my account",
  "data.delete.sheet": "There is no way back from here.",
  "data.delete.stay": "Keep it",
  "data.delete.done": "Your account is deleted",
  "data.import.foreign":
    "This is not a whole file from Tend, or something in it was changed. Nothing came in. Choose it as it was saved: its name ends in .json.",
  "data.import.unfit":
    "Something in this file does not fit, here: {place}. Nothing came in. Choose the file as it was saved, or save it anew.",
  "problem.export_too_new":
    "This file comes from a newer Tend than this server is. Nothing came in. Ask who hosts it to update it, then bring the file in again.",
  "data.import.large": "This file is larger than 16 MB, which is the most that can come in at once.",
} as const satisfies Catalogue;
