/** What may become of a goal, and how far it has come: the twin of `app/goals/rules.py`. */

export type GoalState = "open" | "set_back" | "reached" | "let_go";

/** A contribution; `amount` in hundredths of the unit. */
export interface Given {
  day: string;
  amount?: number | null | undefined;
  withdrawn?: boolean | undefined;
}

/** `share`: 0 to 1, null where there is neither an amount nor a milestone to measure it by. */
export interface Progress {
  share: number | null;
  amount: number;
  times: number;
  last: string | null;
  milestones: number;
  reached: number;
}

const STEPS: Readonly<Record<GoalState, readonly GoalState[]>> = {
  open: ["set_back", "reached", "let_go"],
  set_back: ["open", "reached", "let_go"],
  reached: ["open"],
  let_go: ["open"],
};

/** What was reached or let go is taken up again before it becomes anything else. */
export const mayBecome = (before: GoalState, after: GoalState): boolean =>
  before === after || STEPS[before].includes(after);

/** From a goal's state and target, the states of its milestones and its contributions, in any order. */
export function progress(
  state: GoalState,
  target: number | null,
  milestones: readonly string[],
  given: readonly Given[],
): Progress {
  const stands = given.filter(({ withdrawn }) => !withdrawn);
  const wanted = milestones.filter((one) => one !== "let_go");
  const reached = wanted.filter((one) => one === "reached").length;
  const amount = stands.reduce((sum, one) => sum + (one.amount ?? 0), 0);
  const days = stands.map(({ day }) => day).sort();
  const counted = { amount, times: stands.length, last: days.at(-1) ?? null };
  const steps = wanted.length ? reached / wanted.length : null;
  const share = state === "reached" ? 1 : target ? Math.min(1, amount / target) : steps;
  return { share, ...counted, milestones: wanted.length, reached };
}

/** Something that was reached, and its day. */
export interface Memory {
  id: string;
  goal: string;
  title: string;
  day: string;
  whole: boolean;
}

/** A quarter of a year, by its first month: "2026-09". Seasons have other names on the other half of the earth. */
export function seasonOf(day: string): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const first = Math.floor((month % 12) / 3) * 3;
  return first === 0 ? `${month === 12 ? year : year - 1}-12` : `${year}-${String(first).padStart(2, "0")}`;
}

/** By season, the latest first, and so within each. */
export function bySeason(memories: readonly Memory[]): [season: string, memories: Memory[]][] {
  const seasons = new Map<string, Memory[]>();
  const order = (a: Memory, b: Memory) => b.day.localeCompare(a.day) || a.id.localeCompare(b.id);
  for (const memory of [...memories].sort(order)) {
    const season = seasonOf(memory.day);
    seasons.set(season, [...(seasons.get(season) ?? []), memory]);
  }
  return [...seasons];
}

/** "4,5" or "4.5" as hundredths; null for what is no amount. */
export function hundredths(text: string): number | null {
  const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (!found) return null;
  const whole = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return whole > 0 ? whole : null;
}

/** Where a new one goes behind the others, and between two: with room for more on both sides. */
export function placeAfter(before: number | undefined, next?: number): number {
  if (before === undefined) return next === undefined ? 1024 : next - 1024;
  return next === undefined ? before + 1024 : Math.floor((before + next) / 2);
}
