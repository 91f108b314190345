/** What a member does about a goal, as writes. Each resolves when it is kept on this device. */
import type { GoalState } from "../../domain/goals.ts";
import {
  account,
  type Change,
  derived,
  freshId,
  type Kind,
  type Kinds,
  type Made,
  type Part,
  type Rec,
  read,
  write,
} from "../../store/index.ts";

type Goal = Rec<"goal">;
type CheerKind = Kinds["cheer"]["fields"]["kind"];
export type SupportKind = Kinds["support"]["fields"]["kind"];

const STEP = 1024;

/** The place after the last one, with room between. */
export const placeAfter = (records: readonly { fields: { position: number } }[]): number =>
  Math.max(0, ...records.map(({ fields }) => fields.position)) + STEP;

/** Resolves to its id. */
export async function makeGoal(space: string, goal: Made<"goal">): Promise<string> {
  const id = freshId();
  await write([put(space, "goal", id, goal)]);
  return id;
}

export const changeGoal = (goal: Goal, part: Part<"goal">): Promise<void> => write([patch(goal, part)]);

/** Either may: it is held in common. Both fields travel in one change. */
export const become = (what: Rec<"goal">, state: GoalState, today: string): Promise<void> =>
  write([patch(what, { state, state_on: state === "open" ? null : today })]);

export const milestoneBecomes = (
  what: Rec<"milestone">,
  state: "open" | "reached" | "let_go",
  today: string,
): Promise<void> => write([patch(what, { state, state_on: state === "open" ? null : today })]);

export function addMilestone(goal: Goal, title: string, position: number): Promise<void> {
  const fields = { goal_id: goal.id, state: "open" as const, state_on: null, position, body: { title } };
  return write([put(goal.space, "milestone", freshId(), fields)]);
}

export function contribute(
  goal: Goal,
  { day, amount, note }: { day: string; amount: number | null; note: string },
): Promise<void> {
  const fields = { goal_id: goal.id, member_id: me(), day, amount, withdrawn: false };
  const body = note ? { body: { note } } : {};
  return write([put(goal.space, "contribution", freshId(), { ...fields, ...body })]);
}

export const takeBack = (what: Rec<"contribution"> | Rec<"cheer">, withdrawn = true): Promise<void> =>
  write([patch(what, { withdrawn })]);

export function cheer(
  goal: Goal,
  kind: CheerKind,
  about: { milestone?: string; contribution?: string } = {},
  words = "",
): Promise<void> {
  const fields = {
    goal_id: goal.id,
    milestone_id: about.milestone ?? null,
    contribution_id: about.contribution ?? null,
    kind,
    withdrawn: false,
  };
  const body = words ? { body: { words } } : {};
  return write([put(goal.space, "cheer", freshId(), { ...fields, ...body })]);
}

/** One row for a goal and a practice, whoever said it, and said again after it was taken out. */
export function holdHabit(goal: Goal, practice: string, withdrawn = false): Promise<void> {
  const id = derived("habit", goal.id, practice);
  const there = read(goal.space, "habit", id);
  if (there) return write([patch(there, { withdrawn })]);
  return write([put(goal.space, "habit", id, { goal_id: goal.id, practice_id: practice, withdrawn })]);
}

export function askSupport(
  space: string,
  kind: SupportKind,
  about: string,
  goal: string | null,
): Promise<void> {
  const body = about ? { body: { about } } : {};
  return write([put(space, "support", freshId(), { goal_id: goal, kind, state: "open", ...body })]);
}

export const closeSupport = (support: Rec<"support">): Promise<void> =>
  write([patch(support, { state: "closed" })]);

const me = (): string => account.peek()?.member.id ?? "";

function put<K extends Kind>(space: string, type: K, entity: string, fields: Made<K>): Change {
  return { space, type, op: "put", entity, fields };
}

function patch<K extends Kind>({ space, type, id }: Rec<K>, fields: Part<K>): Change {
  return { space, type, op: "patch", entity: id, fields };
}
