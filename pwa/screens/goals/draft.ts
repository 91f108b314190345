/** The form of a goal, as texts; what it writes is only what was changed. */
import { hundredths } from "../../domain/goals.ts";
import type { Kinds, Made, Part, Rec } from "../../store/index.ts";
import { useDraft } from "../form.ts";

export interface Draft {
  title: string;
  why: string;
  day: string;
  amount: string;
  unit: string;
  cue: string;
  deed: string;
}

export const BLANK: Draft = { title: "", why: "", day: "", amount: "", unit: "", cue: "", deed: "" };

export function draftOf({ fields, body }: Rec<"goal">): Draft {
  return {
    title: body?.title ?? "",
    why: body?.why ?? "",
    day: fields.target_day ?? "",
    amount: fields.target_amount ? String(fields.target_amount / 100) : "",
    unit: body?.unit ?? "",
    cue: body?.plan?.cue ?? "",
    deed: body?.plan?.then ?? "",
  };
}

/** The fields that do not fit yet. */
export function amiss({ title, amount }: Draft): Set<"title" | "amount"> {
  const found = new Set<"title" | "amount">();
  if (!title.trim()) found.add("title");
  if (amount.trim() && hundredths(amount) === null) found.add("amount");
  return found;
}

export function goalOf(draft: Draft, position: number): Made<"goal"> {
  return { state: "open", state_on: null, position, ...fieldsOf(draft), body: bodyOf(draft) };
}

/** Only what was changed, so that an edit of another phone to the rest stays. */
export function editOf(before: Draft, draft: Draft): Part<"goal"> {
  const changed = (...names: (keyof Draft)[]) => names.some((name) => draft[name] !== before[name]);
  const { target_day, target_amount } = fieldsOf(draft);
  return {
    ...(changed("day") ? { target_day } : {}),
    ...(changed("amount") ? { target_amount } : {}),
    ...(changed("title", "why", "unit", "cue", "deed") ? { body: bodyOf(draft) } : {}),
  };
}

const fieldsOf = ({ day, amount }: Draft) => ({
  target_day: day || null,
  target_amount: hundredths(amount),
});

function bodyOf({ title, why, unit, cue, deed }: Draft): Kinds["goal"]["body"] {
  return {
    title: title.trim(),
    ...(why.trim() ? { why: why.trim() } : {}),
    ...(unit.trim() ? { unit: unit.trim() } : {}),
    // biome-ignore lint/suspicious/noThenProperty: the record spells it so, and no plan is ever awaited
    ...(cue.trim() ? { plan: { cue: cue.trim(), then: deed.trim() } } : {}),
  };
}

/** What was typed, where this phone does not keep it. */
export const typedIn = ({ title, why, cue, deed }: Draft): string =>
  [title, why, cue, deed].filter((text) => text.trim()).join("\n");

/** A form that outlives a reload of this tab, until it is dropped. */
export function useGoalDraft(
  name: string,
  initial: Draft,
): [draft: Draft, change: (part: Partial<Draft>) => void, drop: () => void] {
  const [text, setText, drop] = useDraft(name, JSON.stringify(initial));
  const draft = JSON.parse(text) as Draft;
  return [draft, (part) => setText(JSON.stringify({ ...draft, ...part })), drop];
}
