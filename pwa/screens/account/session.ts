/** Signing up and in: what all doors to an account share. */
import { api } from "../../api/client.ts";
import { navigate } from "../../router.ts";
import { adoptSession, installed } from "../../store/index.ts";
import { t } from "../../words.ts";
import { platformOf } from "../install/prompt.ts";
import { keptInvitation } from "../join/invitation.ts";
import { along } from "./along.tsx";

const SETUP = "tend.setup";

/** The secret of a setup link, `/sign-up#secret`, kept in this tab until the account is made. */
export const keptSetup = (): string | null => sessionStorage.getItem(SETUP);
export const keepSetup = (secret: string): void => sessionStorage.setItem(SETUP, secret);

export async function signIn(login: string, password: string): Promise<void> {
  const answer = await api("POST", "/sessions", { login, password, device: deviceName() });
  await adoptSession(answer, along.peek());
}

export interface NewAccount {
  login: string;
  name: string;
  password: string;
}

/** Answers the recovery code, which nobody can ask for again. */
export async function signUp(wanted: NewAccount): Promise<string> {
  const invitation = keptSetup() ?? keptInvitation();
  const answer = await api("POST", "/accounts", {
    ...wanted,
    device: deviceName(),
    ...(invitation ? { invitation } : {}),
  });
  sessionStorage.removeItem(SETUP);
  await adoptSession(answer, along.peek());
  return answer.recovery_code;
}

/**
 * A tab of an iPhone: the app that opens from the home screen has a storage of its own, and what was entered in
 * the tab would not be in it.
 */
export const apart = (): boolean => platformOf() === "ios" && !installed();

/** Where a new session leads: where the tab is apart, to the home screen first. */
export function enter(): Promise<void> {
  return navigate(apart() ? "/install?first" : inside(), { replace: true });
}

const REQUEST = "tend.request";

/** What an app asks for, kept in this tab while its reader signs in: the address that it came with. */
export const keepRequest = (address: string): void => sessionStorage.setItem(REQUEST, address);
export const dropRequest = (): void => sessionStorage.removeItem(REQUEST);

/** Through the door that was knocked on, else home. */
export const inside = (): string => sessionStorage.getItem(REQUEST) ?? (keptInvitation() ? "/join" : "/");

/** A login as the server wants it, or null. */
export function loginOf(text: string): string | null {
  const login = text.normalize("NFKC").trim().toLowerCase();
  return /^[a-z0-9][a-z0-9._-]{1,31}$/.test(login) ? login : null;
}

/** What this device is called in the list of devices. */
export function deviceName(agent = navigator.userAgent, touches = navigator.maxTouchPoints): string {
  if (/iPhone/.test(agent)) return t("device.iphone");
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return t("device.ipad");
  if (/Android/.test(agent)) return t("device.android");
  if (/Macintosh/.test(agent)) return t("device.mac");
  if (/Windows/.test(agent)) return t("device.windows");
  return t("device.other");
}
