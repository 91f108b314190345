/** What of today's reminders has passed and is still wanted, over all spaces, as far as this device can tell. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { minute } from "../../clock.ts";
import { labelOf } from "../../domain/days.ts";
import { homeZoneAt } from "../../domain/garden.ts";
import { hasPassed, isWanted, onePerPractice } from "../../domain/missed.ts";
import { account, eachSpace, live, type Rec } from "../../store/index.ts";
import { deviceZone } from "../customs.ts";
import { preferencesIn } from "../me/preferences.ts";
import { coupleIn, type OurPlant } from "../today/ground.ts";
import { cuesOf } from "./cues.ts";
import { dismissed } from "./dismissed.ts";

export interface Passed extends Rec<"reminder"> {
  /** The id of the practice. */
  practice: string;
  plant: OurPlant;
  /** The day that it belongs to. */
  label: string;
}

export const passedOf = eachSpace((own): ReadonlySignal<Passed[]> => {
  const cues = cuesOf(own);
  const night = preferencesIn(own);
  const answered = live(
    own,
    "reminder_reply",
    (all) => new Set(all.map(({ fields }) => `${fields.reminder_id} ${fields.label}`)),
  );
  return computed(() => {
    const viewer = account.value?.member.id ?? "";
    const still = cues.value.flatMap(({ reminder, plant }): Passed[] => {
      if (!plant || !isWanted(plant, viewer)) return [];
      const zone = zoneOf(reminder);
      const moment = { label: labelOf(minute.value, zone), time: wallIn(zone) };
      // What is shared rings by the clock of home, and the night is where the member is.
      const quiet = zone === deviceZone() ? night.value : { quiet_from: null, quiet_to: null };
      if (!hasPassed(reminder, moment, quiet, plant.rhythm.strength)) return [];
      if (answered.value.has(`${reminder.id} ${moment.label}`)) return [];
      if (dismissed(reminder.id, moment.label)) return [];
      return [{ ...reminder, practice: plant.practice.id, plant, label: moment.label }];
    });
    return onePerPractice(still);
  });
});

function zoneOf({ fields }: Rec<"reminder">): string {
  if (fields.zone_mode === "floating") return deviceZone();
  const zones = coupleIn(fields.ref_space).value?.fields.home_zones ?? [];
  return homeZoneAt(zones, minute.value) ?? deviceZone();
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time on the wall there, like "20:00". */
function wallIn(zone: string): string {
  const how = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat("en-GB", how);
  clocks.set(zone, clock);
  return clock.format(minute.value);
}
