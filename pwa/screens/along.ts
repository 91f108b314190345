import { account } from "../store/index.ts";
import { followBadge } from "./badge.ts";
import { recheck } from "./me/subscription.ts";
import { followTravel } from "./travel.ts";

/** What belongs to the account, and may wait until nothing else is to be done. */
export default async function comeAlong(): Promise<void> {
  followTravel();
  followBadge();
  if (account.peek()) await recheck();
}
