/** A reminder as a form holds it, and in words. Pure but for the words. */
import type { Kinds, ReminderChoices } from "../../store/index.ts";
import { t } from "../../words.ts";
import { dated } from "../customs.ts";

type Reminder = Kinds["reminder"]["fields"];

export interface ReminderDraft {
  mode: "time" | "window";
  time: string;
  start: string;
  end: string;
  /** 0 is Monday. */
  days: number[];
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

export function reminderDraft(
  existing: Reminder | undefined,
  window = { start: "19:00", end: "21:00" },
): ReminderDraft {
  if (!existing) return { mode: "time", time: window.start, ...window, days: EVERY_DAY };
  const { time, days, window_start, window_end } = existing;
  return {
    mode: window_start && window_end ? "window" : "time",
    time,
    start: window_start ?? window.start,
    end: window_end ?? window.end,
    days,
  };
}

/** What does not fit yet. */
export function amissIn({ mode, time, start, end, days }: ReminderDraft): "time" | "order" | "days" | null {
  if (days.length === 0) return "days";
  if (mode === "time") return time ? null : "time";
  if (!start || !end) return "time";
  return start < end ? null : "order";
}

/** What is shared belongs to the clock of home, the rest goes with its owner. */
export function reminderFields(draft: ReminderDraft, together: boolean): Omit<ReminderChoices, "active"> {
  const { mode, time, start, end, days } = draft;
  const inWindow = mode === "window";
  return {
    time: inWindow ? start : time,
    days: [...days].sort(),
    zone_mode: together ? "fixed" : "floating",
    window_start: inWindow ? start : null,
    window_end: inWindow ? end : null,
  };
}

const A_MONDAY = Date.UTC(2026, 10, 23);
const names = (weekday: "short" | "long") =>
  EVERY_DAY.map((day) => dated(A_MONDAY + day * 86_400_000, { weekday, timeZone: "UTC" }));

/** The days of the week to choose from. */
export const weekdays = () => {
  const long = names("long");
  return names("short").map((label, day) => ({ value: String(day), label, spoken: long[day] }));
};

export function clockText(time: string): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return dated(A_MONDAY + (hour * 60 + minute) * 60_000, { timeStyle: "short", timeZone: "UTC" });
}

type Bell = Pick<Reminder, "time" | "days" | "window_start" | "window_end">;

export function reminderText({ time, days, window_start, window_end }: Bell): string {
  const short = names("short");
  const said = days.length === 7 ? t("reminder.daily") : days.map((day) => short[day]).join(", ");
  if (!window_start || !window_end) return t("reminder.at", { days: said, time: clockText(time) });
  return t("reminder.between", { days: said, start: clockText(window_start), end: clockText(window_end) });
}
