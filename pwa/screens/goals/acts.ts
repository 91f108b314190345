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

/** What a cheer is for: a milestone, a contribution, or with neither the goal itself. */
export interface About {
  milestone?: string | undefined;
  contribution?: string | undefined;
}

/** One's own cheer for that, if it stands. */
export const myCheer = ({ cheers }: Aim, { milestone, contribution }: About): Rec<"cheer"> | undefined =>
  cheers.find(
    ({ author, fields }) =>
      author === me() &&
      (fields.milestone_id ?? undefined) === milestone &&
      (fields.contribution_id ?? undefined) === contribution,
  );

/** One for each thing: said again it is another word for the same. */
export async function cheer(aim: Aim, about: About, kind: CheerKind, words = ""): Promise<void> {
  const { goal } = aim;
  const mine = myCheer(aim, about);
  const body = words ? { body: { words } } : {};
  if (mine) return patch(mine, { kind, ...body });
  const { milestone = null, contribution = null } = about;
  const fields = { goal_id: goal.id, milestone_id: milestone, contribution_id: contribution, kind };
  return put(goal.space, "cheer", freshId(), { ...fields, withdrawn: false, ...body });
}

/** Taken back. */
export const uncheer = (mine: Rec<"cheer">): Promise<void> => patch(mine, { withdrawn: true });

/** A copy for a couple, from one's own space: what is one's own stays as it is, and neither knows of the other. */
export const copyTo = ({ fields, body }: Goal, space: string, position: number): Promise<string> =>
  begin(space, { ...fields, state: "open", state_on: null, position, ...(body ? { body } : {}) });

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
