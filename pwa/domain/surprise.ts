/** Which small suggestion comes next. Nothing here reads a clock or rolls dice: chance comes in. */

/** What was shown since all were new, oldest first; `now` is what lies on the table. */
export interface Drawn {
  used: readonly string[];
  now: string | null;
}

export const NOTHING_DRAWN: Drawn = { used: [], now: null };

/**
 * Another one of `all`: none again before every one was shown, and the last of a round never opens the next.
 * `chance` gives a number from 0 to below 1. Null on the table where there is none at all.
 */
export function draw(all: readonly string[], { used }: Drawn, chance: () => number): Drawn {
  const fresh = all.filter((each) => !used.includes(each));
  if (fresh.length > 0) return taken(fresh, used, chance);
  const last = used.at(-1);
  return taken(all.length > 1 ? all.filter((each) => each !== last) : all, [], chance);
}

/** It stays among those that were shown. */
export const putAway = ({ used }: Drawn): Drawn => ({ used, now: null });

function taken(from: readonly string[], used: readonly string[], chance: () => number): Drawn {
  const now = from[Math.floor(chance() * from.length)] ?? null;
  return { used: now === null ? used : [...used, now], now };
}
