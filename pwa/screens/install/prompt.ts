/** Whether this browser offers to install, and whether it has. Listens from the first moment of the page. */
import { type ReadonlySignal, signal } from "@preact/signals-core";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
  userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

const offered = signal<InstallPrompt | null>(null);

/** The browser's own question, ready to be asked once; null where it has none. */
export const installPrompt: ReadonlySignal<InstallPrompt | null> = offered;

export function listenForInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered.value = event as InstallPrompt;
  });
  addEventListener("appinstalled", () => {
    offered.value = null;
  });
}

/** Asks; true when it is on the home screen now. */
export async function install(): Promise<boolean> {
  const prompt = offered.peek();
  if (!prompt) return false;
  offered.value = null; // It can be asked once.
  await prompt.prompt();
  return (await prompt.userChoice).outcome === "accepted";
}

export type Platform = "ios" | "android" | "desktop";

export function platformOf(agent = navigator.userAgent, touches = navigator.maxTouchPoints): Platform {
  if (/iPhone|iPad/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return "ios";
  return /Android/.test(agent) ? "android" : "desktop";
}
