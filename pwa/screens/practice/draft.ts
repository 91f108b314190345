/** What a form of a practice holds while it is filled in, and what comes of it. Pure. */
import type { Cadence, Kinds, Plan, Requires } from "../../store/index.ts";
import type { Entry } from "../explore/catalogue.ts";

/** `me` and `them` are `one:<member>`; `them` names whom in `member`. Numbers are as they were typed. */
export interface Draft {
  title: string;
  summary: string;
  area: Area;
  who: "each" | "together" | "either" | "me" | "them";
  member: string;
  kind: Cadence["kind"];
  times: string;
  days: string;
  rest: number;
  cue: string;
  /** What follows the cue, in their own words. */
  deed: string;
}

type Area = Kinds["practice"]["fields"]["area"];
type Practice = { fields: Kinds["practice"]["fields"]; body: Kinds["practice"]["body"] | null };

const LIMITS = { weekly: [1, 7], monthly: [1, 28], every: [2, 365] } as const;

const BLANK: Draft = {
  title: "",
  summary: "",
  area: "quality-time",
  who: "each",
  member: "",
  kind: "daily",
  times: "3",
  days: "3",
  rest: 1,
  cue: "",
  deed: "",
};

/** The words of one's own in it, a paragraph each. */
export const typedIn = ({ title, summary, cue, deed }: Draft): string =>
  [title, summary, cue, deed].filter(Boolean).join("\n\n");

export const ownDraft = (alone: boolean, area = BLANK.area): Draft => ({
  ...BLANK,
  area,
  who: alone ? "me" : "each",
});

export function entryDraft(area: Area, entry: Entry): Draft {
  const { title, summary, requires, cadence } = entry;
  return {
    ...BLANK,
    title,
    summary,
    area,
    who: requires === "one" ? "me" : requires,
    ...rhythmOf(cadence),
  };
}

export function recordDraft({ fields, body }: Practice, cadence: Cadence, viewer: string): Draft {
  const [kind, one] = fields.requires.split(":");
  return {
    ...BLANK,
    title: body?.title ?? "",
    summary: body?.summary ?? "",
    area: fields.area,
    who: one ? (one === viewer ? "me" : "them") : (kind as Draft["who"]),
    member: one && one !== viewer ? one : "",
    ...rhythmOf(cadence),
    rest: fields.rest,
    cue: body?.plan?.cue ?? "",
    deed: body?.plan?.then ?? "",
  };
}

function rhythmOf({ kind, times, days }: Omit<Cadence, "from">): Pick<Draft, "kind" | "times" | "days"> {
  return {
    kind,
    times: String(times ?? (kind === "monthly" ? 1 : BLANK.times)),
    days: String(days ?? BLANK.days),
  };
}

/** The fields that do not fit yet. */
export function amiss(draft: Draft): Set<"title" | "times" | "days"> {
  const found = new Set<"title" | "times" | "days">();
  if (draft.title.trim() === "") found.add("title");
  if (draft.kind !== "daily") {
    const field = draft.kind === "every" ? "days" : "times";
    const [least, most] = LIMITS[draft.kind];
    const value = Number(draft[field]);
    if (!Number.isInteger(value) || value < least || value > most) found.add(field);
  }
  return found;
}

export function cadenceOf({ kind, times, days }: Draft, from: string): Cadence {
  if (kind === "daily") return { from, kind, week_start: "mon" };
  if (kind === "every") return { from, kind, days: Number(days), week_start: "mon" };
  return { from, kind, times: Number(times), week_start: "mon" };
}

export function requiresOf({ who, member }: Draft, viewer: string): Requires {
  if (who === "me") return `one:${viewer}`;
  return who === "them" ? `one:${member}` : who;
}

export function planOf({ cue, deed }: Draft): Plan | undefined {
  // biome-ignore lint/suspicious/noThenProperty: the record spells it so, and no plan is ever awaited
  return cue.trim() ? { cue: cue.trim(), then: deed.trim() } : undefined;
}

/** The versions with the draft's rhythm from `today` on, when it is another one: the past stays as it was. */
export function cadencesWith(before: readonly Cadence[], draft: Draft, today: string): Cadence[] {
  const next = cadenceOf(draft, today);
  const holds = before.filter(({ from }) => from <= today).at(-1) ?? before[0];
  if (holds && said(holds) === said(next)) return [...before];
  const first = before[0]?.from ?? today;
  if (today <= first) return [{ ...next, from: first, week_start: holds?.week_start ?? "mon" }];
  return [...before.filter(({ from }) => from < today), { ...next, week_start: holds?.week_start ?? "mon" }];
}

/** Only what was changed, so that an edit of another phone to the rest stays. */
export function editOf(
  { fields, body }: Practice,
  before: Draft,
  draft: Draft,
  { viewer, today }: { viewer: string; today: string },
): { fields: Partial<Practice["fields"]>; body: Practice["body"] | null } {
  const changed = (...names: (keyof Draft)[]) => names.some((name) => draft[name] !== before[name]);
  const edit: Partial<Practice["fields"]> = {};
  if (changed("area")) edit.area = draft.area;
  if (changed("rest")) edit.rest = draft.rest;
  if (changed("who", "member")) edit.requires = requiresOf(draft, viewer);
  if (changed("kind", "times", "days")) edit.cadences = cadencesWith(fields.cadences, draft, today);
  if (!changed("title", "summary", "cue", "deed")) return { fields: edit, body: null };
  const { plan: _plan, summary: _summary, ...rest } = body ?? { title: "" };
  const plan = planOf(draft);
  const summary = draft.summary.trim();
  const said = {
    ...rest,
    title: draft.title.trim(),
    ...(summary ? { summary } : {}),
    ...(plan ? { plan } : {}),
  };
  return { fields: edit, body: said };
}

const said = ({ kind, times, days }: Cadence) =>
  `${kind} ${kind === "every" ? days : kind === "daily" ? "" : (times ?? 1)}`;
