/** IANA time zones, as the browser knows them. */

export const zoneHere = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All of them, the one of this device included where the list does not have it. */
export function allZones(): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(zoneHere()) ? known : [zoneHere(), ...known];
}
