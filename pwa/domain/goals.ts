/** How far a goal has come, and what may become of it: the twin of `app/goals/rules.py`. Pure. */

export type GoalState = "open" | "set_back" | "reached" | "let_go";

/** A contribution. `amount`: hundredths of the unit, null where none was said. */
export interface Given {
  member: string;
  day: string;
  amount?: number | null | undefined;
  withdrawn?: boolean | undefined;
}

export interface Share {
  member: string;
  times: number;
  amount: number;
}

/** `share`: 0 to 1, null where there is neither an amount nor a milestone to measure it by. */
export interface Progress {
  share: number | null;
  amount: number;
  times: number;
  last: string | null;
  milestones: number;
  reached: number;
  members: Share[];
}

/** What was reached or let go is taken up again before it becomes anything else. */
const STEPS: Record<GoalState, readonly GoalState[]> = {
  open: ["set_back", "reached", "let_go"],
  set_back: ["open", "reached", "let_go"],
  reached: ["open"],
  let_go: ["open"],
};

export const mayBecome = (before: GoalState, after: GoalState): boolean =>
  before === after || STEPS[before].includes(after);

/** From the states of a goal and its milestones and all its contributions, in any order. */
export function progress(
  state: GoalState,
  target: number | null,
  milestones: readonly string[],
  given: readonly Given[],
): Progress {
  const stands = given.filter(({ withdrawn }) => !withdrawn);
  const wanted = milestones.filter((each) => each !== "let_go");
  const reached = wanted.filter((each) => each === "reached").length;
  const amount = sum(stands);
  return {
    share: shareOf(state, target, amount, wanted.length, reached),
    amount,
    times: stands.length,
    last:
      stands
        .map(({ day }) => day)
        .sort()
        .at(-1) ?? null,
    milestones: wanted.length,
    reached,
    members: [...new Set(stands.map(({ member }) => member))].sort().map((member) => {
      const own = stands.filter((each) => each.member === member);
      return { member, times: own.length, amount: sum(own) };
    }),
  };
}

const sum = (given: readonly Given[]): number => given.reduce((all, { amount }) => all + (amount ?? 0), 0);

function shareOf(state: GoalState, target: number | null, amount: number, wanted: number, reached: number) {
  if (state === "reached") return 1;
  if (target) return Math.min(1, amount / target);
  return wanted ? reached / wanted : null;
}

/** "5,5" → 550 hundredths; null where it is no amount between 0.01 and 10,000,000. */
export function hundredths(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(plain)) return null;
  const value = Math.round(Number(plain) * 100);
  return value >= 1 && value <= 1_000_000_000 ? value : null;
}

/** The first month of the three that a day's season has, as "2026-12": December, March, June or September. */
export function seasonOf(day: string): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const first = Math.floor((month % 12) / 3) * 3 || 12;
  return `${month < 3 ? year - 1 : year}-${String(first).padStart(2, "0")}`;
}
