/** Which space the screens speak of: a couple, or one's own. Remembered on this device. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { account, type Space, spaces } from "../store/index.ts";

const KEY = "tend.space";

const chosen = signal(localStorage.getItem(KEY));

/** The chosen space while it exists, else the first open couple, else one's own; null before the first pull. */
export const currentSpace: ReadonlySignal<Space | null> = computed(() => {
  const all = spaces.value;
  const open = all.find((space) => space.kind === "couple" && !space.closed && !space.frozen);
  return all.find((space) => space.id === chosen.value) ?? open ?? ownSpace.value;
});

export const ownSpace: ReadonlySignal<Space | null> = computed(
  () => spaces.value.find((space) => space.id === account.value?.ownSpace) ?? null,
);

/** Every couple, the open ones first. */
export const couples: ReadonlySignal<Space[]> = computed(() =>
  spaces.value
    .filter((space) => space.kind === "couple")
    .sort((a, b) => Number(a.closed || a.frozen) - Number(b.closed || b.frozen)),
);

export function chooseSpace(id: string): void {
  chosen.value = id;
  localStorage.setItem(KEY, id);
}

/** At signing out: the next member of this device learns nothing. */
export function forgetSpace(): void {
  chosen.value = null;
  localStorage.removeItem(KEY);
}

// A couple that opened by itself stays the one that is open, also when it closes: it says so, and is read.
effect(() => {
  const now = currentSpace.value;
  if (now?.kind === "couple" && chosen.peek() === null) chooseSpace(now.id);
});
