import type { Catalogue } from "../catalogue.ts";

/** Programs that a member lets in: tokens, apps that ask, and webhooks. */
export const programs = {
  "programs.lead":
    "Scripts and apps that may look into one of your couples. None of them ever sees your own space, your reminders, or what only you wrote for yourself.",
  "programs.none": "You have let no program in.",
  "programs.personal": "A token of yours",
  "programs.app": "An app",
  "programs.detail": "{kind} · {couples} · until {day}",
  "programs.used": "Last used on {day}",
  "programs.unused": "Not used yet",
  "programs.end": "End the access of {name}",
  "programs.ended": "Its access has ended",
  "programs.make": "Make a token",
  "programs.make.text":
    "For a script of your own. It is shown once, and whoever has it can do what you choose here. Your other devices are told.",
  "programs.name": "What it is for",
  "programs.name.missing": "Give it a name that you will know again.",
  "programs.scopes": "What it may do",
  "programs.couples": "Where",
  "programs.couples.none": "Programs can be let into a couple. You are in none yet.",
  "programs.days": "For how long",
  "programs.days.30": "30 days",
  "programs.days.90": "90 days",
  "programs.days.365": "A year",
  "programs.choose": "Choose at least one.",
  "programs.once": "Your token",
  "programs.once.text":
    "It is shown this one time. Keep it where you keep passwords. You can end it here whenever you like.",
  "programs.copy": "Copy the token",

  "programs.hooks": "Webhooks",
  "programs.hooks.lead":
    "A webhook tells an address of yours that something was done. It says ids, and never words.",
  "programs.hook.mine": "Hears what you do",
  "programs.hook.ours": "Hears what everybody here does",
  "programs.hook.silent": "Silent: not everybody has agreed, or it did not answer for days",
  "programs.hook.end": "End the webhook to {host}",
  "programs.hook.ended": "It hears nothing any more",
  "programs.hook.agree": "It may hear of what I do",
  "programs.hook.agree.hint":
    "{host} was added by somebody else in this couple. It hears nothing of anybody as long as one of you has not agreed. You can take this back at any time.",
  "programs.hook.make": "Add a webhook",
  "programs.hook.make.text":
    "Each message is signed. The secret to check it with is shown once, when the webhook was made.",
  "programs.hook.url": "Address",
  "programs.hook.url.hint": "It begins with https://",
  "programs.hook.whose": "What it hears of",
  "programs.hook.events": "Of which acts",
  "programs.hook.secret": "The secret of this webhook",
  "programs.hook.secret.text":
    "It is shown this one time. Messages are signed with it, as Standard Webhooks say.",
  "programs.hook.copy": "Copy the secret",

  "allow.lead": "{app} asks to come in.",
  "allow.wants": "It would like to",
  "allow.never":
    "It never sees your own space, your reminders, or anything that you keep for yourself. It acts in your name, and you can end this at any time under Me, Programs.",
  "allow.partner":
    "What your partners wrote for you both can be read by it, too, if you allow reading. Ask them first.",
  "allow.goes": "The answer goes to {host}.",
  "allow.yes": "Let {app} in",
  "allow.yes.text": "With your password you say that it is you.",
  "allow.no": "Not now",
  "allow.wrong": "{app} asks in a way that cannot be answered. Nothing was allowed.",
  "allow.back": "Back to {app}",
  "allow.first": "An app would like to come in. Sign in first: then you see what it asks for, and decide.",
  "allow.home": "Go to Today",
  "problem.app_unknown": "This app is not known here. Only who hosts this server can add it.",
  "problem.redirect_unknown":
    "This is not an address of that app. Somebody else may be asking in its name. Nothing was allowed.",
  "problem.asked_wrongly": "This app asks in a way that cannot be answered. Nothing was allowed.",
  "problem.too_many_tokens": "There are many programs already. End one that you no longer need.",
  "problem.too_many_webhooks": "There are enough webhooks here. End one first.",
  "problem.refused_webhook":
    "This address cannot be used: it has to begin with https:// and be reachable by everybody.",
} as const satisfies Catalogue;
