import { showToast } from "../elements/index.ts";

/** Says in a toast what went wrong. The words for it come when there is something to say. */
export async function sayWrong(error: unknown): Promise<void> {
  const { tell } = await import("./form.ts");
  showToast({ text: tell(error).text });
}
