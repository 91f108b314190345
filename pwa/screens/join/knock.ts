/** A request that waits for its yes, kept while this tab lives. */

export interface Knock {
  id: string;
  /** Who is asked. */
  name: string | null;
}

const KEY = "tend.knock";

export function keptKnock(): Knock | null {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
}
export const keepKnock = (knock: Knock): void => sessionStorage.setItem(KEY, JSON.stringify(knock));
export const dropKnock = (): void => sessionStorage.removeItem(KEY);
