/** What was shown lies on this device alone, for who is signed in on it. Neither the server nor a partner has it. */
import { type Drawn, NOTHING_DRAWN } from "../../domain/surprise.ts";

const KEY = "tend.surprise";

interface Kept extends Drawn {
  own: string;
}

/** Nothing for another account than the one that it was kept for. */
export function kept(own: string): Drawn {
  const found = JSON.parse(localStorage.getItem(KEY) ?? "null") as Kept | null;
  return found?.own === own ? found : NOTHING_DRAWN;
}

export function keep(own: string, drawn: Drawn): void {
  localStorage.setItem(KEY, JSON.stringify({ own, used: drawn.used, now: drawn.now }));
}

/** At signing out. */
export function forgetSurprises(): void {
  localStorage.removeItem(KEY);
}
