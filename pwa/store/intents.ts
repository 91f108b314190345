/** What a member means to do, as writes. Each resolves when it is kept on this device. */

import { world } from "./account.ts";
import { replyChange } from "./acts.ts";
import { me, type Practice } from "./check-ins.ts";
import { derived, uuid7 } from "./ids.ts";
import { headOf, read } from "./queries.ts";
import { write } from "./session.ts";
import type { Change, Day, Kind, Kinds, Made, Part, Rec, Reply } from "./types.ts";

type HomeZones = Kinds["couple"]["fields"]["home_zones"];
export type PracticeEdit = Partial<Kinds["practice"]["fields"] & Kinds["practice"]["body"]>;
export type ReminderChoices = Omit<Kinds["reminder"]["fields"], "ref_space" | "ref_id" | "priority">;

export const freshId = (): string => uuid7(world.now(), world.random);

/** Lets the others read the words of one's own sealed check-in. */
export function openNote(checkIn: Rec<"check_in">): Promise<void> {
  return write([patch(checkIn.space, "check_in", checkIn.id, { sealed: false })]);
}

/** Resolves to the new practice's id. */
export async function adopt(space: string, practice: Made<"practice">): Promise<string> {
  const id = freshId();
  await write([put(space, "practice", id, practice)]);
  return id;
}

/** Only what is named changes. A new cadence is added to `cadences` with its `from`: the past stays. */
export function editPractice(practice: Rec<"practice">, edit: PracticeEdit): Promise<void> {
  const { title, summary, how, plan, ...fields } = edit;
  const words = defined({ title, summary, how, plan });
  const body = Object.keys(words).length ? { body: { title: "", ...practice.body, ...words } } : {};
  return write([patch(practice.space, "practice", practice.id, { ...fields, ...body })]);
}

/** It ends on that day, and its history stays. `null` takes it up again. */
export function archive(practice: Rec<"practice">, ended: Day | null): Promise<void> {
  return editPractice(practice, { ended });
}

/** The author's alone: the practice goes, for everybody. */
export function remove(record: Pick<Rec, "space" | "type" | "id">): Promise<void> {
  return write([{ space: record.space, type: record.type, op: "delete", entity: record.id, fields: {} }]);
}

export interface PauseChoices {
  /** One practice; all when left out. */
  practice?: Practice | undefined;
  /** Only oneself; "we paused" when left out. */
  mine?: boolean;
  first: Day;
  /** The last paused day; open when left out. */
  last?: Day | undefined;
}

/** Also for days gone by. Resolves to the pause's id. */
export async function pause(space: string, { practice, mine, first, last }: PauseChoices): Promise<string> {
  const id = freshId();
  const fields = {
    practice_id: practice?.id ?? null,
    member_id: mine ? me().member.id : null,
    first,
    last: last ?? null,
    withdrawn: false,
  };
  await write([put(space, "pause", id, fields)]);
  return id;
}

/** `last` is the last paused day. */
export function resume(paused: Rec<"pause">, last: Day): Promise<void> {
  return write([patch(paused.space, "pause", paused.id, { last })]);
}

/** Writes it back into its record, or leaves the record as it is. */
export function settleVersion(version: Rec<"version">, state: "restored" | "set_aside"): Promise<void> {
  const { type, entity_id: entity, field } = version.fields;
  const said: Change = {
    space: version.space,
    type: "version",
    op: "patch",
    entity: version.id,
    fields: { state },
  };
  if (state === "set_aside") return write([said]);
  return write([{ ...said, type, entity, fields: { [field]: version.body?.value ?? null } }, said]);
}

/** There was no pause after all. */
export function withdrawPause(paused: Rec<"pause">): Promise<void> {
  return write([patch(paused.space, "pause", paused.id, { withdrawn: true })]);
}

/** A rest day, or with `withdrawn` no rest day after all. */
export function rest(practice: Practice, label: Day, withdrawn = false): Promise<void> {
  const id = derived("rest", practice.id, label);
  return write([
    upsert(practice.space, "rest", id, { practice_id: practice.id, label, withdrawn }, { withdrawn }),
  ]);
}

/** Accepts the repair of these periods, on the day `made_on`, by what this device knew: the server asks for that. */
export function mend(
  practice: Practice,
  periods: [Day, ...Day[]],
  made_on: Day,
  withdrawn = false,
): Promise<void> {
  const id = derived("mend", practice.id, periods[0]);
  const fields = { practice_id: practice.id, periods, made_on, withdrawn };
  const change = upsert(practice.space, "mend", id, fields, { made_on, withdrawn });
  return write([{ ...change, base_seq: headOf(practice.space) }]);
}

/** A new reminder of that practice, or a change of `existing`. */
export function setReminder(
  { space, id }: Practice,
  chosen: ReminderChoices,
  existing?: Rec<"reminder">,
): Promise<void> {
  const { ownSpace } = me();
  const about = { ref_space: space, ref_id: id, priority: 0 };
  return write([
    existing
      ? patch(ownSpace, "reminder", existing.id, chosen)
      : put(ownSpace, "reminder", freshId(), { ...about, ...chosen }),
  ]);
}

/** An answer to one occurrence. `n`: 1 to 3 for "later", which is in half an hour. */
export function reply(reminder: Pick<Rec<"reminder">, "id">, label: Day, said: Reply, n = 0): Promise<void> {
  const minutes = said === "later" ? 30 : null;
  return write([replyChange(me().ownSpace, reminder.id, label, said, n, minutes)]);
}

/** Nothing rings at night, until a member wants it otherwise. */
export const NIGHT = { quiet_from: "22:00", quiet_to: "07:30" };

export function setPreferences(fields: Partial<Kinds["preferences"]["fields"]>): Promise<void> {
  const { ownSpace } = me();
  const id = derived("preferences", ownSpace);
  const whole = { zone: "UTC", ...NIGHT, streaks_hidden: false, surprises: 0 as const, ...fields };
  return write([upsert(ownSpace, "preferences", id, whole, fields)]);
}

/** One's own card in a couple. */
export function setCard(
  space: string,
  { name, about, home_zone }: { name?: string; about?: string; home_zone?: string | null },
): Promise<void> {
  const member = me().member;
  const id = derived("card", space, member.id);
  const before = read(space, "card", id);
  const body = { name: member.name, ...before?.body, ...defined({ name, about }) };
  const fields = { member_id: member.id, home_zone: home_zone ?? before?.fields.home_zone ?? null, body };
  const changed = {
    ...(home_zone === undefined ? {} : { home_zone }),
    ...((name ?? about) === undefined ? {} : { body }),
  };
  return write([upsert(space, "card", id, fields, changed)]);
}

export function setCouple(
  space: string,
  { name, home_zones }: { name: string | undefined; home_zones: HomeZones | undefined },
): Promise<void> {
  const id = derived("couple", space);
  const before = read(space, "couple", id);
  const body = { ...before?.body, ...defined({ name }) };
  const fields = { home_zones: home_zones ?? before?.fields.home_zones ?? [], body };
  const changed = { ...(home_zones ? { home_zones } : {}), ...(name === undefined ? {} : { body }) };
  return write([upsert(space, "couple", id, fields, changed)]);
}

// --- the forms of a write

function put<K extends Kind>(space: string, type: K, entity: string, fields: Made<K>): Change {
  return { space, type, op: "put", entity, fields };
}

/** A patch touches edited fields only, so that an old client erases nothing that it does not know. */
function patch<K extends Kind>(space: string, type: K, entity: string, fields: Part<K>): Change {
  return { space, type, op: "patch", entity, fields };
}

/** What can exist only once: made whole, or only `changed` of it when it is there. */
function upsert<K extends Kind>(
  space: string,
  type: K,
  entity: string,
  whole: Made<K>,
  changed: Part<K>,
): Change {
  return read(space, type, entity) ? patch(space, type, entity, changed) : put(space, type, entity, whole);
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
