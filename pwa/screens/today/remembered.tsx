import { now } from "../../clock.ts";
import { labelOf } from "../../domain/days.ts";
import { snapshot } from "../../store/index.ts";
import { deviceZone } from "../customs.ts";
import { Paper } from "./paper.tsx";
import type { TodayView } from "./view.ts";

/** Painted before the records are read: Today as it was, on today's date. Null where nothing is remembered. */
export function Remembered() {
  const view = snapshot() as TodayView | null;
  if (!view) return null;
  const nothing = () => undefined;
  return (
    <Paper
      view={asOf(view, labelOf(now(), deviceZone()))}
      now={now()}
      onSwitch={nothing}
      onMark={nothing}
      onWord={nothing}
    />
  );
}

/** The view of another day, with nothing of that day in it. */
function asOf(view: TodayView, label: string): TodayView {
  if (view.label === label) return view;
  const rows = [...view.rows, ...view.enough].map((row) => ({
    ...row,
    detail: "",
    mine: false,
    ring: {
      ...row.ring,
      checked: false,
      members: row.ring.members.map((member) => ({ ...member, done: false })),
    },
  }));
  const sprigs = view.sprigs.map((sprig) => ({ ...sprig, newLeaf: false }));
  return { ...view, label, grew: 0, sprigs, rows, enough: [] };
}
