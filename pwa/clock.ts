import { type ReadonlySignal, signal } from "@preact/signals-core";

let read = (): number => Date.now();

/** ms since 1970 UTC: the one clock that screens read. */
export const now = (): number => read();

const shown = signal(read());

/** The same, in steps of a minute and at every return to the page: what is drawn from the time of day. */
export const minute: ReadonlySignal<number> = shown;

/** For tests: another clock, until the returned function puts the real one back. */
export function setClock(clock: () => number): () => void {
  const before = read;
  read = clock;
  shown.value = read();
  return () => {
    read = before;
    shown.value = read();
  };
}

/** Starts the minutes. The page calls it once. */
export function startClock(): void {
  const tick = () => {
    if (!document.hidden) shown.value = read();
  };
  setInterval(tick, 60_000 / 2);
  document.addEventListener("visibilitychange", tick);
}
