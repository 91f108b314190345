import type { Cadence } from "../../store/index.ts";
import { t } from "../../words.ts";

/** A rhythm in words: "on 3 days a week". */
export function cadenceText({ kind, times, days }: Cadence): string {
  if (kind === "daily") return t("cadence.daily");
  if (kind === "every") return t("cadence.every", { count: days ?? 1 });
  return t(`cadence.${kind}`, { count: times ?? 1 });
}

/** An if–then plan as a sentence; without words of its own for the act, the practice's name. */
export function planText(cue: string, deed: string | undefined, title: string, alone: boolean): string {
  const said = { cue: sentence(cue.trim()), deed: (deed ?? "").trim().replace(/\.$/, "") };
  if (!said.deed) return t("plan.bare", { ...said, deed: title.trim() });
  return t(alone ? "plan.me" : "plan.us", said);
}

const sentence = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
