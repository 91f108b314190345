/** What a member has put away for today. It stays on this device, and is forgotten with the day. */
import { signal } from "@preact/signals-core";

const KEY = "tend.put-away";

const put = signal<readonly string[]>(JSON.parse(localStorage.getItem(KEY) ?? "[]"));

const mark = (reminder: string, label: string) => `${label} ${reminder}`;

export const dismissed = (reminder: string, label: string): boolean =>
  put.value.includes(mark(reminder, label));

/** Those of other days go. */
export function dismiss(cues: readonly { id: string; label: string }[]): void {
  const days = new Set(cues.map(({ label }) => label));
  const kept = put.peek().filter((each) => days.has(each.slice(0, 10)));
  put.value = [...kept, ...cues.map(({ id, label }) => mark(id, label))];
  localStorage.setItem(KEY, JSON.stringify(put.peek()));
}

/** At signing out. */
export function forgetDismissed(): void {
  put.value = [];
  localStorage.removeItem(KEY);
}
