/** The service worker: the shell without network, and reminders with no page open. */
import { answer, install, sweep } from "./files.ts";
import { type Cue, flush, respond, wordsFor } from "./reminders.ts";
import { sw, tell } from "./scope.ts";

interface Pushed {
  notification?: NotificationOptions & { title?: string; navigate?: string; data?: Cue };
  app_badge?: number;
}

/** Actions and badges are newer than the compiler's library. */
type Shown = NotificationOptions & { actions?: { action: string; title: string }[] };
const badge = sw.navigator as unknown as {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
};

const icon = sw.__TEND.assets.find((url) => url.includes("icon-192"));

sw.addEventListener("install", (event) => event.waitUntil(install()));

sw.addEventListener("activate", (event) => event.waitUntil(sweep().then(() => sw.clients.claim())));

sw.addEventListener("fetch", (event) => {
  const response = answer(event.request);
  if (response) event.respondWith(response);
});

sw.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") event.waitUntil(sw.skipWaiting());
  if (event.data === "flush") event.waitUntil(flush());
});

// A bonus where there is Background Sync: it wakes the outbox, and keeps no queue of its own.
sw.addEventListener("sync" as "message", (event) => event.waitUntil(flush()));

sw.addEventListener("push", (event) => event.waitUntil(show(event.data)));

sw.addEventListener("notificationclick", (event) => event.waitUntil(tapped(event)));

/** Always shows something: a browser takes the subscription away from who does not. */
async function show(data: PushMessageData | null): Promise<void> {
  const { notification = {}, app_badge } = read(data);
  const { title = "Tend", navigate, data: cue, ...words } = notification;
  const known = cue?.kind === "reminder" ? await wordsFor(cue).catch(() => null) : null;
  const options: Shown = {
    body: "Something small for today",
    tag: "tend",
    ...words,
    ...(known ? { body: known.body } : {}),
    ...(icon ? { icon } : {}),
    data: { cue, navigate },
  };
  await sw.registration.showNotification(known?.title ?? title, options);
  tell({ kind: "kick" });
  if (app_badge !== undefined) await badge.setAppBadge?.(app_badge);
}

function read(data: PushMessageData | null): Pushed {
  try {
    return (data?.json() ?? {}) as Pushed;
  } catch {
    return {};
  }
}

async function tapped({ action, notification }: NotificationEvent): Promise<void> {
  const { cue, navigate } = notification.data as { cue?: Cue; navigate?: string };
  notification.close();
  await badge.clearAppBadge?.();
  if (cue?.kind !== "reminder") return open(navigate);
  const answered = await respond(cue, action);
  if (!answered || !action) await open(answered?.place ?? navigate);
  if (!answered) return;
  tell({ kind: "rows", member: answered.member, rows: answered.rows });
  tell({ kind: "kick" });
  // Without network the page sends it, or the next sign of life.
  await flush().catch(() => {});
}

async function open(place = "/"): Promise<void> {
  const url = new URL(place, sw.location.origin);
  if (url.origin !== sw.location.origin) return;
  const [page] = await sw.clients.matchAll({ type: "window" });
  if (!page) {
    await sw.clients.openWindow(url.href);
    return;
  }
  const focused = await page.focus();
  await focused.navigate(url.href).catch(() => sw.clients.openWindow(url.href));
}
