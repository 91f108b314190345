/** The worker's surroundings, typed. */
import type { Message } from "../store/channel.ts";

export const sw = globalThis as unknown as ServiceWorkerGlobalScope & {
  /** Put before this script by the server: the same on every process of one release. */
  __TEND: { version: string; shell: string; assets: string[] };
};

const tabs = new BroadcastChannel("tend");

export function tell(message: Message): void {
  tabs.postMessage(message);
}
