import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Avatars, Garden, List, Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { dated, list } from "../customs.ts";
import { type PracticeRowProps, practiceRow } from "./row.tsx";
import type { RowView, TodayView } from "./view.ts";

export interface PaperProps extends Omit<PracticeRowProps, "row"> {
  view: TodayView;
  /** ms: for the day and the greeting. */
  now: number;
  onSwitch: () => void;
  /** Above the garden: what has to be known first. */
  notice?: ComponentChildren;
  children?: ComponentChildren;
}

/** What Today looks like, from plain data. */
export function Paper({ view, now, onSwitch, onMark, onWord, notice, children }: PaperProps) {
  const hour = new Date(now).getHours();
  const late = hour >= 18 || hour < 4;
  const rows = (some: RowView[]) => some.map((row) => practiceRow(row, { onMark, onWord }));
  return (
    <Screen
      title={t(greeting(hour), { name: view.name })}
      eyebrow={dayOf(now)}
      actions={<People view={view} onSwitch={onSwitch} />}
    >
      {notice}
      <Beds view={useLeisurely(view)} />
      {view.rows.length > 0 && (
        <section class="today-list">
          <h2>{t(view.closed ? "today.heading.closed" : late ? "today.heading.late" : "today.heading")}</h2>
          <List>{rows(view.rows)}</List>
        </section>
      )}
      {view.days === 0 && !view.closed && view.rows.length > 0 && (
        <p class="quiet today-first">{t("today.first")}</p>
      )}
      {view.enough.length > 0 && (
        <section class="today-list">
          <h2>{t("today.enough")}</h2>
          <List>{rows(view.enough)}</List>
        </section>
      )}
      {view.paused.length > 0 && (
        <details class="today-fold">
          <summary>{t("today.paused", { count: view.paused.length })}</summary>
          <List>{rows(view.paused)}</List>
        </details>
      )}
      {children}
    </Screen>
  );
}

function People({ view, onSwitch }: { view: TodayView; onSwitch: () => void }) {
  const who = view.own ? t("today.switch.me") : list(view.people.map(({ name }) => name));
  return (
    <button class="today-people" type="button" aria-label={t("today.switch", { who })} onClick={onSwitch}>
      <Avatars people={view.people} />
    </button>
  );
}

/** The garden grows a moment after the ring has closed: the tap is answered first. */
function useLeisurely(view: TodayView): TodayView {
  const [shown, setShown] = useState(view);
  useEffect(() => {
    const later = setTimeout(() => setShown(view), LEISURE);
    return () => clearTimeout(later);
  }, [view]);
  const same = shown.label === view.label && shown.sprigs.length === view.sprigs.length;
  return same ? shown : view;
}

const LEISURE = 120;

const standing = new WeakMap<TodayView, VNode>();

/** Drawn once for a view. */
export function Beds({ view }: { view: TodayView }) {
  const known = standing.get(view) ?? <Bed view={view} />;
  standing.set(view, known);
  return known;
}

function Bed({ view }: { view: TodayView }) {
  const { sprigs, days, grew, own } = view;
  const title = days === 0 ? t("today.days.none") : t(own ? "today.days.own" : "today.days", { count: days });
  return (
    <Garden
      sprigs={sprigs}
      label={sprigs.length ? t("today.garden", { count: sprigs.length }) : t("today.garden.bare")}
      title={title}
      note={grew > 0 ? t("today.grew", { count: grew }) : undefined}
    />
  );
}

function greeting(hour: number) {
  if (hour >= 4 && hour < 12) return "today.morning";
  return hour >= 12 && hour < 18 ? "today.afternoon" : "today.evening";
}

const dayOf = (now: number): string => dated(now, { weekday: "long", day: "numeric", month: "long" });
