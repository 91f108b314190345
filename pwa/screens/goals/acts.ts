/** What a member means to do with goals, as writes. Each resolves when it is kept on this device. */
import type { GoalState } from "../../domain/goals.ts";
import { placeAfter } from "../../domain/goals.ts";
import {
  account,
  derived,
  freshId,
  type Kind,
  type Made,
  type Part,
  type Rec,
  read,
  write,
} from "../../store/index.ts";
import type { Aim } from "./ground.ts";

export type CheerKind = Rec<"cheer">["fields"]["kind"];
export type SupportKind = Rec<"support">["fields"]["kind"];
type Goal = Rec<"goal">;

const put = <K extends Kind>(space: string, type: K, entity: string, fields: Made<K>) =>
  write([{ space, type, op: "put", entity, fields }]);

const patch = <K extends Kind>({ space, type, id }: Pick<Rec<K>, "space" | "type" | "id">, fields: Part<K>) =>
  write([{ space, type, op: "patch", entity: id, fields }]);

const me = (): string => account.peek()?.member.id ?? "";

/** Resolves to the new goal's id. */
export async function begin(space: string, goal: Made<"goal">): Promise<string> {
  const id = freshId();
  await put(space, "goal", id, goal);
  return id;
}

export const change = (goal: Goal, fields: Part<"goal">): Promise<void> => patch(goal, fields);

/** The state and its day go in one change, so that they stay together wherever they meet another one. */
export const become = (goal: Goal, state: GoalState, on: string): Promise<void> =>
  patch(goal, { state, state_on: on });

export async function addStep({ goal, milestones }: Aim, title: string): Promise<void> {
  const position = placeAfter(milestones.at(-1)?.fields.position);
  const fields = { goal_id: goal.id, state: "open", state_on: null, position } as const;
  await put(goal.space, "milestone", freshId(), { ...fields, body: { title } });
}

export const reachStep = (step: Rec<"milestone">, on: string | null): Promise<void> =>
  patch(step, on ? { state: "reached", state_on: on } : { state: "open", state_on: null });

export const dropStep = (step: Rec<"milestone">, on: string, drop = true): Promise<void> =>
  patch(step, { state: drop ? "let_go" : "open", state_on: on });

/** One place up: between the two that stood before it. */
export async function raiseStep({ milestones }: Aim, step: Rec<"milestone">): Promise<void> {
  const at = milestones.indexOf(step);
  if (at < 1) return;
  const [above, next] = [milestones[at - 2], milestones[at - 1]];
  await patch(step, { position: placeAfter(above?.fields.position, next?.fields.position) });
}

/** Resolves to its id, by which it can be taken back. */
export async function give(goal: Goal, day: string, amount: number | null, note: string): Promise<string> {
  const id = freshId();
  const fields = { goal_id: goal.id, member_id: me(), day, amount, withdrawn: false };
  await put(goal.space, "contribution", id, { ...fields, ...(note ? { body: { note } } : {}) });
  return id;
}

export const takeBack = (space: string, id: string): Promise<void> =>
  patch({ space, type: "contribution", id }, { withdrawn: true });

/** For the goal itself, or for one of its milestones. */
export async function cheer(
  { goal, cheers }: Aim,
  step: string | null,
  kind: CheerKind,
  words: string,
): Promise<void> {
  const mine = cheers.find(
    ({ author, fields }) =>
      author === me() && !fields.contribution_id && (fields.milestone_id ?? null) === step,
  );
  const body = words ? { body: { words } } : {};
  if (mine) return patch(mine, { kind, ...body });
  const fields = { goal_id: goal.id, milestone_id: step, contribution_id: null, kind, withdrawn: false };
  return put(goal.space, "cheer", freshId(), { ...fields, ...body });
}

/** A practice on the goal, or off it: it is the same one however often. */
export function hold({ space, id: goal_id }: Goal, practice_id: string, withdrawn = false): Promise<void> {
  const id = derived("habit", goal_id, practice_id);
  return read(space, "habit", id)
    ? patch({ space, type: "habit", id }, { withdrawn })
    : put(space, "habit", id, { goal_id, practice_id, withdrawn });
}

export function ask(space: string, kind: SupportKind, about: string, goal: string | null): Promise<void> {
  return put(space, "support", freshId(), { kind, goal_id: goal, state: "open", body: { about } });
}

export const close = (support: Rec<"support">): Promise<void> => patch(support, { state: "closed" });
