/** Who hears of refusals: apart from the calls, so that it is there before the code that makes them. */
import type { Problem } from "./problem.ts";

const listeners = new Set<(problem: Problem) => void>();

/** Hears of every `Problem`, before the caller does; so that a dead session locks the screen wherever it shows. */
export function onProblem(listener: (problem: Problem) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellOf(problem: Problem): void {
  for (const listener of listeners) listener(problem);
}
