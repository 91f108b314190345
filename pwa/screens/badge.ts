/** The number on the app's icon: what is still open for oneself today, in every space. Nothing of others is in it. */
import { computed, effect } from "@preact/signals-core";
import { isWanted } from "../domain/missed.ts";
import { account, loaded, locked, spaces } from "../store/index.ts";
import { homeOf } from "./today/ground.ts";

/** Newer than the compiler's library, and not in every browser. */
const badge = navigator as { setAppBadge?(count: number): Promise<void> };

const open = computed((): number => {
  const viewer = account.value?.member.id ?? "";
  const plants = spaces.value.flatMap(({ id }) => {
    const home = homeOf(id).value;
    return home && !home.closed ? home.plants : [];
  });
  return plants.filter((plant) => isWanted(plant, viewer)).length;
});

/** From now on. Signing out clears it; a screen that is shut shows none. */
export function followBadge(): void {
  if (!badge.setAppBadge) return;
  effect(() => {
    if (!account.value || !loaded.value) return;
    const count = locked.value === "revoked" ? 0 : open.value;
    // A browser that shows none here (Safari wants notifications allowed first) is used without it.
    badge.setAppBadge?.(count).catch(() => {});
  });
}
