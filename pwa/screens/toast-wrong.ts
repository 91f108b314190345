import { showToast } from "../elements/index.ts";
import { tell } from "./form.ts";

export default function toastWrong(error: unknown): void {
  showToast({ text: tell(error).text });
}
