/** Signing up and in: what all doors to an account share. */
import { api } from "../../api/client.ts";
import { navigate } from "../../router.ts";
import { adoptSession, installed } from "../../store/index.ts";
import { t } from "../../words.ts";
import { platformOf } from "../install/prompt.ts";
import { keptInvitation } from "../join/invitation.ts";

const SETUP = "tend.setup";

/** The secret of a setup link, `/sign-up#secret`, kept in this tab until the account is made. */
export const keptSetup = (): string | null => sessionStorage.getItem(SETUP);
export const keepSetup = (secret: string): void => sessionStorage.setItem(SETUP, secret);

export async function signIn(login: string, password: string): Promise<void> {
  const answer = await api("POST", "/sessions", { login, password, device: deviceName() });
  await adoptSession(answer);
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
  await adoptSession(answer);
  return answer.recovery_code;
}

/**
 * Where a new session leads. In a tab of an iPhone to the home screen first: the app that opens from there
 * has a storage of its own, and what was entered in the tab would not be in it.
 */
export function enter(): Promise<void> {
  const apart = platformOf() === "ios" && !installed();
  return navigate(apart ? "/install?first" : inside(), { replace: true });
}

/** Through the door that was knocked on, else home. */
export const inside = (): string => (keptInvitation() ? "/join" : "/");

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
