import type { Cadence } from "../../store/index.ts";
import { t } from "../../words.ts";

/** A rhythm in words: "on 3 days a week". */
export function cadenceText({ kind, times = 1, days = 1 }: Cadence): string {
  if (kind === "daily") return t("cadence.daily");
  if (kind === "every") return t("cadence.every", { count: days });
  return t(`cadence.${kind}`, { count: times });
}
