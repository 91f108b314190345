/**
 * The little that the store wants to know of the page around it. The rest of the store has no document,
 * so that it runs in the worker and in tests as it is.
 */

interface Around {
  document?: {
    readonly visibilityState: "visible" | "hidden";
    addEventListener(type: "visibilitychange", heard: () => void): void;
  };
  location?: { reload(): void };
  localStorage?: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
  };
  requestIdleCallback?(work: () => void, when: { timeout: number }): void;
  matchMedia?(query: string): { matches: boolean };
  addEventListener?(
    type: "online" | "offline" | "pageshow",
    heard: (event: { persisted?: boolean }) => void,
  ): void;
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): {
      createScriptURL(url: string): string;
    };
  };
  navigator?: {
    standalone?: boolean;
    storage?: { persist?(): Promise<boolean> };
    clearAppBadge?(): Promise<void>;
    onLine?: boolean;
  };
}

const around = globalThis as unknown as Around;

export const visible = (): boolean => around.document?.visibilityState !== "hidden";

export function onVisibility(heard: () => void): void {
  around.document?.addEventListener("visibilitychange", heard);
}

/** `pageshow` also tells that a page came back from the browser's memory, with all its old state. */
export function onWindow(type: "online" | "offline" | "pageshow", heard: (persisted: boolean) => void): void {
  around.addEventListener?.(type, (event) => heard(event.persisted === true));
}

export const reload = (): void => around.location?.reload();

export const connected = (): boolean => around.navigator?.onLine !== false;

/** Opened from the home screen. */
export function installed(): boolean {
  return (
    around.navigator?.standalone === true ||
    around.matchMedia?.("(display-mode: standalone)").matches === true
  );
}

/** Resolves once what is under way is drawn and the page has nothing better to do, after 3 s at the latest. */
export async function quiet(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve));
  await new Promise<void>((resolve) => {
    if (around.requestIdleCallback) around.requestIdleCallback(resolve, { timeout: 3000 });
    else resolve();
  });
}

/** Asks that the system does not evict what is stored here. It may say no, and nothing hangs on it. */
export async function askToPersist(): Promise<void> {
  await around.navigator?.storage?.persist?.();
}

export async function clearBadge(): Promise<void> {
  await around.navigator?.clearAppBadge?.();
}

/** The one URL that may become a script, by the policy named `sw`. */
export function workerUrl(): string {
  const url = "/sw.js";
  const policy = around.trustedTypes?.createPolicy("sw", {
    createScriptURL: (asked) => {
      if (asked !== url) throw new TypeError("only the worker");
      return asked;
    },
  });
  return policy?.createScriptURL(url) ?? url;
}

const SNAPSHOT = "tend-today";

/**
 * What Today showed last, to be painted before the database opens. It holds no more than Today shows,
 * and goes with sign-out and lock. Null when there is none, or it cannot be read.
 */
export function snapshot(): unknown {
  try {
    return JSON.parse(around.localStorage?.getItem(SNAPSHOT) ?? "null");
  } catch {
    return null;
  }
}

/** A snapshot that does not fit is left out: it only saves time. */
export function keepSnapshot(today: unknown): void {
  try {
    around.localStorage?.setItem(SNAPSHOT, JSON.stringify(today));
  } catch {
    dropSnapshot();
  }
}

export function dropSnapshot(): void {
  around.localStorage?.removeItem(SNAPSHOT);
}
