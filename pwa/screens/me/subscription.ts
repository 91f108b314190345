/** This device's place at a push service: asked for late, compared at every start. */
import { api } from "../../api/client.ts";
import { installed } from "../../store/index.ts";
import { platformOf } from "../install/prompt.ts";

export type PushState = "unsupported" | "install" | "denied" | "off" | "on";

const WANTED = "tend.push";
const PATIENCE = 10_000;

/** The browser did not answer in time: Chromium does not where there is no network. */
export class PushLate extends Error {
  override readonly name = "PushLate";
}

export async function pushState(): Promise<PushState> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return platformOf() === "ios" && !installed() ? "install" : "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  if (Notification.permission !== "granted") return "off";
  return (await subscription()) && wanted() ? "on" : "off";
}

/** Asks for permission, so call it from a tap. Throws PushLate, Problem, Offline, or what the browser says. */
export async function subscribe(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return pushState();
  const key = await serverKey();
  const known = await subscription();
  if (known && !sameKey(known, key)) await known.unsubscribe();
  const { pushManager } = await worker();
  const made = await soon(pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await tell(made);
  localStorage.setItem(WANTED, "on");
  return "on";
}

/** The server first: a subscription that only it knows would be rung for nothing. */
export async function unsubscribe(): Promise<void> {
  await api("DELETE", "/push/subscription");
  localStorage.removeItem(WANTED);
  await (await subscription())?.unsubscribe();
}

/** At signing out: the next member of this device is not rung for this one. */
export async function forgetPush(): Promise<void> {
  localStorage.removeItem(WANTED);
  await (await subscription().catch(() => null))?.unsubscribe();
}

/**
 * Browsers renew or lose subscriptions without a word, and keys change: so at every start this is put right. Where
 * another device of the member's has silenced this one, it stays silent.
 */
export async function recheck(): Promise<void> {
  if (!wanted() || !navigator.onLine || Notification.permission !== "granted") return;
  const { devices } = await api("GET", "/push/subscriptions");
  if (devices.some(({ current, rings }) => current && !rings)) return unsubscribe();
  const known = await subscription();
  if (known && sameKey(known, await serverKey())) await tell(known);
  else await subscribe();
}

const wanted = (): boolean => localStorage.getItem(WANTED) === "on";

async function tell(subscription: PushSubscription): Promise<void> {
  const { p256dh = "", auth = "" } = subscription.toJSON().keys ?? {};
  await api("PUT", "/push/subscription", { endpoint: subscription.endpoint, keys: { p256dh, auth } });
}

async function subscription(): Promise<PushSubscription | null> {
  return (await worker()).pushManager.getSubscription();
}

const worker = (): Promise<ServiceWorkerRegistration> => soon(navigator.serviceWorker.ready);

function soon<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PushLate()), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function serverKey(): Promise<Uint8Array<ArrayBuffer>> {
  const { key } = await api("GET", "/push/key");
  return bytesOf(key);
}

/** From base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function sameKey(subscription: PushSubscription, key: Uint8Array): boolean {
  const used = subscription.options.applicationServerKey;
  if (!used) return true; // The browser does not say.
  const bytes = new Uint8Array(used);
  return bytes.length === key.length && bytes.every((byte, i) => byte === key[i]);
}
