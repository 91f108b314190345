/** One's own reminders, each with the practice it is for. Everything here is on this device. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { eachSpace, live, type Rec } from "../../store/index.ts";
import { homeOf, type OurPlant } from "../today/ground.ts";

export interface Cue {
  reminder: Rec<"reminder">;
  /** Undefined once the practice, or its space, is not here any more. */
  plant: OurPlant | undefined;
}

/** By their times. */
export const cuesOf = eachSpace((own): ReadonlySignal<Cue[]> => {
  const all = live(own, "reminder", (reminders) =>
    [...reminders].sort((a, b) => a.fields.time.localeCompare(b.fields.time)),
  );
  return computed(() => all.value.map((reminder) => ({ reminder, plant: plantOf(reminder) })));
});

function plantOf({ fields }: Rec<"reminder">): OurPlant | undefined {
  const home = homeOf(fields.ref_space).value;
  if (!home || home.closed) return undefined;
  return home.plants.find(({ practice }) => practice.id === fields.ref_id);
}
