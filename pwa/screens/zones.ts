/** IANA time zones, as the browser knows them. */
import { deviceZone } from "./customs.ts";

/** All of them, the one of this device included where the list does not have it. */
export function allZones(): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(deviceZone()) ? known : [deviceZone(), ...known];
}
