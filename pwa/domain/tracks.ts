/**
 * Who has to do what: a practice, its members, their logs and pauses, laid out as tracks (R2, R3, R10).
 * Each is one count to be filled: the couple's for `either` and `together`, a member's own otherwise.
 */

import { type Day, dayOf } from "./days.ts";
import type { Period } from "./periods.ts";
import type { Asked } from "./rhythm.ts";

export type Holds = (day: Day) => boolean;

/** `present`: somebody is there to be asked; `active`: and no pause takes the day out. */
export interface Track {
  who: string[];
  labels: Set<Day>;
  present: Holds;
  active: Holds;
}

/** In one period: asked without pauses, asked, distinct labels that there are (R6, R7). */
export interface Count {
  want: number;
  need: number;
  have: number;
}

/** `own`: the viewer's track, or the only one; `mine`: days on which they could do it; `now`: their today. */
export interface Case {
  tracks: Track[];
  todays: Map<string, Day>;
  start: Day;
  ended: Day;
  rest: number;
  rests: Day[];
  mends: Set<Day>;
  synced: Day;
  viewer: string;
  own: Track;
  mine: Holds;
  now: Day;
  /** The latest of the clocks that may still show a day of the period, by its label (R8). */
  slowest: (period: Period) => Day;
}

const orNever = (date: string | null | undefined): Day => (date ? dayOf(date) : Infinity);

export function layOut(asked: Asked): Case {
  const { practice, viewer } = asked;
  const [kind, one] = practice.requires.split(":");
  const start = dayOf(practice.start);
  const ended = orNever(practice.ended);
  const members = asked.members.filter(({ id }) => kind !== "one" || id === one);
  const todays = new Map(members.map(({ id }) => [id, dayOf(asked.today[id] ?? "")]));
  if (!todays.size || !asked.members.some(({ id }) => id === viewer)) throw new RangeError("nobody is asked");

  const from = new Map(
    members.map(({ id, joined }) => [id, joined ? Math.max(start, dayOf(joined)) : start]),
  );
  const to = new Map(members.map(({ id, left }) => [id, Math.min(ended, orNever(left))]));
  const at = (days: Map<string, Day>, who: string) => days.get(who) as Day;
  const away = pauses(asked, start);
  const present = (who: string, day: Day) => day >= at(from, who) && day < at(to, who);
  const active = (who: string, day: Day) => present(who, day) && !away(who, day);
  const logs = new Map<string, Set<Day>>([...todays.keys()].map((who) => [who, new Set()]));
  for (const { member, label } of asked.events) {
    const day = dayOf(label);
    if (todays.has(member) && day >= at(from, member) && day <= Math.min(at(to, member), at(todays, member)))
      logs.get(member)?.add(day);
  }
  const track = (who: string[], together = false): Track => ({
    who,
    labels: new Set(who.flatMap((each) => [...(logs.get(each) ?? [])])),
    present: (day) => who.some((each) => present(each, day)),
    active: (day) =>
      who.some((each) => active(each, day)) &&
      !(together && who.some((each) => present(each, day) && !active(each, day))),
  });
  const everybody = [...todays.keys()];
  const tracks =
    kind === "each" ? everybody.map((who) => track([who])) : [track(everybody, kind === "together")];
  const own = tracks.find(({ who }) => who.includes(viewer)) ?? (tracks[0] as Track);
  return {
    tracks,
    todays,
    start,
    ended,
    rest: practice.rest ?? 1,
    rests: (asked.rests ?? []).map(dayOf),
    mends: new Set(asked.mends?.map(dayOf)),
    synced: orNever(asked.synced_through),
    viewer,
    own,
    mine: kind === "either" ? (day) => active(viewer, day) : own.active,
    now: at(todays, own.who.includes(viewer) ? viewer : (everybody[0] as string)),
    slowest: ({ first, last }) => {
      const there = everybody.filter(
        (who) => at(from, who) <= last && at(to, who) > Math.max(first, at(from, who)),
      );
      return Math.min(...(there.length ? there : everybody).map((who) => at(todays, who)));
    },
  };
}

export function count({ labels, present, active }: Track, { first, last, full, times }: Period): Count {
  const share = (days: number) => Math.floor((2 * times * days + full) / (2 * full));
  return {
    want: share(spanned(present, first, last)),
    need: share(spanned(active, first, last)),
    have: spanned((day) => labels.has(day), first, last),
  };
}

/** How many of the days `first` to `last` hold. */
export function spanned(holds: Holds, first: Day, last: Day): number {
  let days = 0;
  for (let day = first; day <= last; day++) if (holds(day)) days++;
  return days;
}

/** Their own, everybody's, and what rests since somebody left, until those who remain go on (R10). */
function pauses({ practice, members, pauses = [] }: Asked, start: Day): (who: string, day: Day) => boolean {
  const spans = pauses.map(({ from, to, member }) => ({ first: dayOf(from), last: orNever(to), member }));
  if (!practice.requires.startsWith("one:")) {
    const on = (practice.go_on ?? []).map(dayOf);
    // Whoever had left before the practice began was never part of it.
    for (const first of members.map(({ left }) => orNever(left)).filter((left) => left > start))
      spans.push({ first, last: Math.min(...on.filter((day) => day >= first)) - 1, member: null });
  }
  return (who, day) =>
    spans.some(({ first, last, member }) => first <= day && day <= last && (!member || member === who));
}
