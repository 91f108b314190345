import { forgetDismissed } from "../reminders/dismissed.ts";
import { forgetSpace } from "../space.ts";
import { forgetSurprises } from "../surprise/kept.ts";
import { forgetNews } from "./notices.tsx";
import { forgetPush } from "./subscription.ts";

/** What screens keep beside the store goes when its account does. */
export async function forgetMe(): Promise<void> {
  forgetSpace();
  forgetNews();
  forgetDismissed();
  forgetSurprises();
  await forgetPush();
}
