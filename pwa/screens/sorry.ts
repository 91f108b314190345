import { learnLater } from "../catalogue.ts";
import { showToast } from "../elements/index.ts";
import { tell } from "./form.ts";

/** Says in a toast what went wrong. The words for it come when there is something to say. */
export async function sayWrong(error: unknown): Promise<void> {
  await learnLater("rest");
  showToast({ text: tell(error).text });
}
