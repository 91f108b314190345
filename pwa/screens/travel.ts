/**
 * A member who travels takes their clock along: reminders follow it, and a day that it jumped over is a pause.
 *
 * Where this device was stays on this device. What leaves it is the zone that reminders ring by, into the
 * member's own space, and for a day that never was an ordinary pause, without a reason (rule R4).
 */
import { effect } from "@preact/signals-core";
import { now } from "../clock.ts";
import { unlived } from "../domain/days.ts";
import { account, derived, loaded, read, setPreferences, spaces, write } from "../store/index.ts";
import { deviceZone } from "./customs.ts";

type Stay = [since: number, zone: string];

const REMEMBERED = 60 * 86_400_000;

/** Looks now, and again whenever the page comes back to the front. */
export function followTravel(): void {
  const look = () => {
    if (!document.hidden) void arrived().catch(reportError);
  };
  document.addEventListener("visibilitychange", look);
  const stop = effect(() => {
    if (!loaded.value) return;
    queueMicrotask(() => stop());
    look();
  });
}

/** Until everything is here, a missing setting may only be late: nothing is written before. */
async function arrived(): Promise<void> {
  const me = account.peek();
  if (!me || !loaded.peek()) return;
  const here = deviceZone();
  const known = read(me.ownSpace, "preferences", derived("preferences", me.ownSpace));
  if (known?.fields.zone !== here) await setPreferences({ zone: here });
  const stays = remembered(me.member.id, here);
  for (const label of unlived(stays, now())) await pauseFor(me.member.id, label);
}

/** The stays of the last two months on this device, this one included. */
function remembered(member: string, here: string): Stay[] {
  const key = `tend-stays-${member}`;
  const before: Stay[] = JSON.parse(localStorage.getItem(key) ?? "[]");
  const all: Stay[] = before.at(-1)?.[1] === here ? before : [...before, [now(), here]];
  const start = all.findLastIndex(([since]) => since < now() - REMEMBERED);
  const recent = all.slice(Math.max(0, start));
  localStorage.setItem(key, JSON.stringify(recent));
  return recent;
}

/** One pause a space and day, whichever device of the member notices: the id is derived. */
async function pauseFor(member: string, label: string): Promise<void> {
  for (const space of spaces.peek()) {
    const entity = derived("pause", space.id, member, label);
    if (space.frozen || read(space.id, "pause", entity)) continue;
    const fields = { practice_id: null, member_id: member, first: label, last: label, withdrawn: false };
    await write([{ space: space.id, type: "pause", op: "put", entity, fields }]);
  }
}
