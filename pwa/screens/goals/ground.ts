/** The goals of a space, with what belongs to each. */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { type Memory, type Progress, progress } from "../../domain/goals.ts";
import { eachSpace, live, type Rec } from "../../store/index.ts";
import { locale, t } from "../../words.ts";
import { dated } from "../customs.ts";

export interface Aim {
  goal: Rec<"goal">;
  /** Those that were not let go, in their order. */
  milestones: Rec<"milestone">[];
  /** Those that stand, the latest first. */
  given: Rec<"contribution">[];
  cheers: Rec<"cheer">[];
  habits: Rec<"habit">[];
  come: Progress;
}

const whole = <R>(records: R[]): R[] => records;

/** In their order: what is on before what is done. */
export const aimsIn = eachSpace((space): ReadonlySignal<Aim[]> => {
  const goals = live(space, "goal", whole);
  const milestones = live(space, "milestone", whole);
  const given = live(space, "contribution", whole);
  const cheers = live(space, "cheer", whole);
  const habits = live(space, "habit", whole);
  return computed(() =>
    [...goals.value].sort(byPlace).map((goal) => {
      const all = of(goal, milestones.value).sort(byPlace);
      const stands = of(goal, given.value).filter(({ fields }) => !fields.withdrawn);
      const { state, target_amount } = goal.fields;
      return {
        goal,
        milestones: all.filter(({ fields }) => fields.state !== "let_go"),
        given: stands.sort((a, b) => b.fields.day.localeCompare(a.fields.day) || b.id.localeCompare(a.id)),
        cheers: of(goal, cheers.value).filter(({ fields }) => !fields.withdrawn),
        habits: of(goal, habits.value).filter(({ fields }) => !fields.withdrawn),
        come: progress(
          state,
          target_amount ?? null,
          all.map(({ fields }) => fields.state),
          stands.map(({ fields }) => fields),
        ),
      };
    }),
  );
});

export const isOn = ({ goal }: Aim): boolean =>
  goal.fields.state === "open" || goal.fields.state === "set_back";

export const aimOf = (space: string, id: string): Aim | undefined =>
  aimsIn(space).value.find(({ goal }) => goal.id === id);

export const supportsIn = eachSpace(
  (space): ReadonlySignal<Rec<"support">[]> =>
    live(space, "support", (all) =>
      all.filter(({ fields }) => fields.state === "open").sort((a, b) => b.id.localeCompare(a.id)),
    ),
);

/** What was reached in a space. Nothing of it is written: it follows from the goals and their milestones. */
export function memoriesOf(aims: readonly Aim[]): Memory[] {
  return aims.flatMap(({ goal, milestones }) =>
    [goal, ...milestones].flatMap((one) => {
      const { state, state_on: day } = one.fields;
      if (state !== "reached" || !day) return [];
      const title = one.body?.title ?? "";
      return [{ id: one.id, goal: goal.id, title, day, whole: one === goal }];
    }),
  );
}

const of = <R extends { fields: { goal_id: string } }>(goal: Rec<"goal">, all: readonly R[]): R[] =>
  all.filter(({ fields }) => fields.goal_id === goal.id);

const byPlace = (a: Rec<"goal" | "milestone">, b: Rec<"goal" | "milestone">): number =>
  a.fields.position - b.fields.position || a.id.localeCompare(b.id);

// --- in words

export const dayText = (day: string): string => dated(day, { dateStyle: "medium", timeZone: "UTC" });

/** Hundredths as a number in words. */
export const amountText = (amount: number): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(amount / 100);

/** How far it has come, in one line. */
export function comeText({ goal, come }: Aim): string {
  const unit = goal.body?.unit ?? "";
  const { target_amount: target } = goal.fields;
  const said = [
    target
      ? t("goal.of", { have: amountText(come.amount), need: amountText(target), unit })
      : come.amount > 0 && t("goal.sum", { have: amountText(come.amount), unit }),
    come.milestones > 0 && t("goal.steps", { reached: come.reached, count: come.milestones }),
    come.times > 0 && !come.amount && t("goal.times", { count: come.times }),
  ];
  return said.filter(Boolean).join(" · ").trim() || t("goal.nothing");
}
