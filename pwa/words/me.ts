import type { Catalogue } from "../catalogue.ts";

/** Me: the account, its devices, notifications, and what was not sent. */
export const me = {
  "me.login": "Login name: {login}",
  "me.settings": "On this phone and in your garden",
  "me.profile.detail": "What your partners call you",
  "me.devices.detail": "Where you are signed in",
  "me.reminders.detail": "Yours, quiet hours, the lock screen",
  "me.password.detail": "Change it",
  "me.install.detail": "Opens at once, works without a network",
  "me.help.detail": "Leaving at once, safety, who can see what",
  "me.parked.detail": {
    one: "One thing could not be sent",
    other: "{count} things could not be sent",
  },
  "me.streaks": "Hide streaks",
  "me.streaks.hint": "Rhythms stay. They forgive, and need no counting.",
  "me.theme": "Light or dark",
  "me.theme.auto": "As the phone",
  "me.theme.light": "Light",
  "me.theme.dark": "Dark",
  "me.sign-out": "Sign out",
  "me.sign-out.text": "What is on this phone is removed from it. Your history stays with your account.",
  "me.sign-out.unsent": {
    one: "One thing has not travelled yet.",
    other: "{count} things have not travelled yet.",
  },
  "me.sign-out.keep": {
    one: "Sign out and keep it here, locked",
    other: "Sign out and keep them here, locked",
  },
  "me.sign-out.keep.hint": {
    one: "It travels when you sign in again on this phone.",
    other: "They travel when you sign in again on this phone.",
  },
  "unsent.file": "Save a copy as a file",
  "unsent.file.saved": "The file is among your downloads",
  "me.sign-out.discard": { one: "Sign out and remove it", other: "Sign out and remove them" },

  "notice.new_session": "A new sign-in: {device}, {time}",
  "notice.new_recovery": "Your recovery code was used, {time}",
  "notice.password_changed": "Your password was changed on {device}, {time}",
  "notice.password_reset": "A link for a new password was made or used, {time}",
  "notice.text": "If that was not you, sign out everywhere else and change your password.",
  "notice.known": "That was me",
  "notice.look": "Look at devices",
  "notice.device": "a device without a name",

  "profile.lead": "Your partners see this name, unless you gave yourself another one in a couple.",
  "profile.saved": "Your name is saved",

  "devices.lead": "Every place where you are signed in. When each was last used is not kept.",
  "devices.here": "This device",
  "devices.since": "Signed in {time}",
  "devices.end": "Sign out {device}",
  "devices.end.text":
    "It locks at its next contact. What it has not sent yet stays on it, behind your password.",
  "devices.end.submit": "Sign it out",
  "devices.erase": "It is lost: erase what is on it",
  "devices.erase.hint": "Removes everything that it holds, also what it has not sent.",
  "devices.ended": "It is signed out",
  "devices.others": "Sign out everywhere else",
  "devices.others.text": "Every other device locks at its next contact.",
  "devices.none": "Nowhere else.",
  "devices.unnamed": "A device without a name",
  "devices.then": "If somebody knew your password, change it as well.",
  "confirm.text": "Write your password, so that nobody else does this with your phone.",

  "password.lead": "A new one takes the place of the old one everywhere.",
  "password.current": "Your password until now",
  "password.new": "The new one",
  "password.others": "Sign out everywhere else, too",
  "password.submit": "Save the new password",
  "password.saved": "Your new password holds",

  "me.versions.detail": { one: "One to look at", other: "{count} to look at" },
} as const satisfies Catalogue;
