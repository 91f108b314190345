/** The goals of a space, alive, each with what belongs to it. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { type GoalState, type Progress, progress } from "../../domain/goals.ts";
import { eachSpace, live, type Rec } from "../../store/index.ts";
import { locale, t } from "../../words.ts";

export interface OurGoal {
  goal: Rec<"goal">;
  state: GoalState;
  /** In their order, without those let go. */
  milestones: Rec<"milestone">[];
  /** That stand, the latest first. */
  contributions: Rec<"contribution">[];
  cheers: Rec<"cheer">[];
  habits: Rec<"habit">[];
  progress: Progress;
}

/** Something that was reached: a goal, or a place on the way to one. */
export interface Memory {
  id: string;
  goal: string;
  day: string;
  title: string;
  /** The goal's title, where it is a place on the way. */
  of: string | null;
}

const whole = <R>(records: R[]): R[] => records;
const inOrder = <R extends { id: string; fields: { position: number } }>(records: R[]): R[] =>
  [...records].sort((a, b) => a.fields.position - b.fields.position || (a.id < b.id ? -1 : 1));

/** In their order, those that were reached or let go among them. */
export const goalsIn = eachSpace((space): ReadonlySignal<OurGoal[]> => {
  const goals = live(space, "goal", inOrder);
  const milestones = live(space, "milestone", inOrder);
  const contributions = live(space, "contribution", whole);
  const cheers = live(space, "cheer", whole);
  const habits = live(space, "habit", whole);
  return computed(() =>
    goals.value.map((goal) => {
      const of = <R extends { fields: { goal_id: string | null } }>({ fields }: R) =>
        fields.goal_id === goal.id;
      const ways = milestones.value.filter(of);
      const given = contributions.value.filter(of).filter(({ fields }) => !fields.withdrawn);
      const { state, target_amount } = goal.fields;
      return {
        goal,
        state,
        milestones: ways.filter(({ fields }) => fields.state !== "let_go"),
        contributions: given.sort((a, b) => (a.fields.day + a.id < b.fields.day + b.id ? 1 : -1)),
        cheers: cheers.value.filter(of).filter(({ fields }) => !fields.withdrawn),
        habits: habits.value.filter(of).filter(({ fields }) => !fields.withdrawn),
        progress: progress(
          state,
          target_amount,
          ways.map(({ fields }) => fields.state),
          given.map(({ fields }) => ({ ...fields, member: fields.member_id })),
        ),
      };
    }),
  );
});

/** Support that is asked for, the latest first. */
export const supportsIn = eachSpace((space) =>
  live(space, "support", (all) =>
    all.filter(({ fields }) => fields.state === "open").sort((a, b) => (a.id < b.id ? 1 : -1)),
  ),
);

/** What was reached, the latest first. Derived: nothing is written for it. */
export const memoriesIn = eachSpace((space): ReadonlySignal<Memory[]> => {
  const goals = goalsIn(space);
  return computed(() => {
    const found = goals.value.flatMap(({ goal, milestones }) => [
      ...memoryOf(goal, goal.id, null),
      ...milestones.flatMap((each) => memoryOf(each, goal.id, goal.body?.title ?? "")),
    ]);
    return found.sort((a, b) => (a.day + a.id < b.day + b.id ? 1 : -1));
  });
});

function memoryOf(
  { id, fields, body }: Rec<"goal" | "milestone">,
  goal: string,
  of: string | null,
): Memory[] {
  const { state, state_on: day } = fields;
  return state === "reached" && day ? [{ id, goal, day, title: body?.title ?? "", of }] : [];
}

/** Hundredths in the member's own way of writing numbers. */
export const amountText = (amount: number, unit: string | null | undefined): string =>
  [(amount / 100).toLocaleString(locale, { maximumFractionDigits: 2 }), unit].filter(Boolean).join(" ");

/** How far it has come, in words: what the picture shows. */
export function progressText({ goal, progress: { amount, milestones, reached, times } }: OurGoal): string {
  const { target_amount: target } = goal.fields;
  const unit = goal.body?.unit;
  const ways = milestones > 0 ? t("goal.ways", { reached, count: milestones }) : "";
  const measured = target
    ? t("goal.amount", { amount: amountText(amount, ""), target: amountText(target, unit) })
    : "";
  return [measured, ways].filter(Boolean).join(" ") || t("goal.times", { count: times });
}
