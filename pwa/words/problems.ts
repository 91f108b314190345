import type { Catalogue } from "../catalogue.ts";

/** What a refusal of the server means and what to do, by its code. */
export const problems = {
  "not.saved":
    "This phone did not keep it: its storage did not answer. What you typed is still here. Try again, or copy it and open Tend anew.",
  "not.saved.quota":
    "This phone did not keep it: it is full. What you typed is still here. Make room on the phone and try again, or copy it to a safe place.",
  "not.saved.outdated":
    "A newer version of Tend is open in another tab. Load it here, too: what you typed stays, and can be saved then.",
  "copy.text": "Copy the text",

  "problem.internal": "Something went wrong here. Nothing you wrote is lost; try again in a moment.",
  "problem.invalid": "Something does not fit. Look at the marked fields.",
  "problem.login_taken": "Somebody has this login name. Choose another one.",
  "problem.password_too_short": "Use at least 12 characters. A few words in a row are easy to remember.",
  "problem.password_common":
    "This one is easy to guess: it is well known, a pattern, or mostly your name. Use a few random words.",
  "problem.registration_closed":
    "Sign-up needs an invitation here. Ask your partner for one, or the host for a link.",
  "problem.wrong_credentials": "Login name or password does not fit. Check both.",
  "problem.wrong_password": "That is not the password. Check it and try again.",
  "problem.too_many_tries": {
    one: "Too many tries for now. Wait a minute, then try again.",
    other: "Too many tries for now. Wait {count} minutes, then try again.",
  },
  "problem.invite_unknown": "This invitation is not known. Check the code, or ask for a new one.",
  "problem.invite_used": "This invitation was used already. Ask for a new one.",
  "problem.invite_expired":
    "This invitation has run out. Ask for a new one: a QR code lives 15 minutes, a link 48 hours.",
  "problem.already_together": "You are in this couple already.",
  "problem.space_closed": "This space is closed. You can read it, and make a new couple.",
  "problem.too_many_invites": "There are many open invitations. Take one back first.",
  "problem.reset_unknown": "This link was used or has run out. Ask the host for a new one.",
  "problem.no_subscription": "Reminders are off on this device. Turn them on first.",
  "problem.refused_address": "This server does not know the push service of your browser. Tell who hosts it.",
  "problem.bad_subscription_keys": "The browser’s answer was not whole. Turn reminders off and on again.",
  "problem.not_found": "It is not there any more.",
} as const satisfies Catalogue;
