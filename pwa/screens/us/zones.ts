/** Time zones as people choose them. */
import { t } from "../../words.ts";

/** "Europe/Berlin" as "Berlin, Europe". */
export function zoneName(zone: string): string {
  const [region = "", ...place] = zone.replaceAll("_", " ").split("/");
  return place.length ? `${place.reverse().join(", ")}, ${region}` : region;
}

export const zoneText = (zone: string): string => t("us.people.zone", { zone: zoneName(zone) });

/** Every zone that this phone knows, and `chosen` even where it does not. */
export function zoneOptions(chosen: string | null): { value: string; label: string }[] {
  const all = new Set([...Intl.supportedValuesOf("timeZone"), ...(chosen ? [chosen] : [])]);
  return [...all]
    .map((value) => ({ value, label: zoneName(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
