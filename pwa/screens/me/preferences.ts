/** The member's own settings that travel to all their devices. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { derived, eachSpace, type Kinds, live, NIGHT, setPreferences } from "../../store/index.ts";
import { deviceZone } from "../customs.ts";

export type Preferences = Kinds["preferences"]["fields"];

const UNSET = { ...NIGHT, streaks_hidden: false, surprises: 0 as const };

/** What is set, or what holds while nothing is. */
export const preferencesIn = eachSpace((ownSpace): ReadonlySignal<Preferences> => {
  const id = derived("preferences", ownSpace);
  const record = live(ownSpace, "preferences", (recs) => recs.find((rec) => rec.id === id));
  return computed(() => record.value?.fields ?? { ...UNSET, zone: deviceZone() });
});

/** Written with the zone of this device: it is where the member is now. */
export const prefer = (change: Partial<Preferences>): Promise<void> =>
  setPreferences({ zone: deviceZone(), ...change });
