import { plusDays } from "../../domain/days.ts";
import { showToast } from "../../elements/index.ts";
import { type Rec, resume, withdrawPause } from "../../store/index.ts";
import { t } from "../../words.ts";

/** The pause ends before today; one that began today was none. */
export async function goOn(pause: Rec<"pause">, today: string): Promise<void> {
  await (pause.fields.first === today ? withdrawPause(pause) : resume(pause, plusDays(today, -1)));
  showToast({ text: t("today.resumed") });
}
