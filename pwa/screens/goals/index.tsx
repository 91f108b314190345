import { Button, Empty, List, Row, Screen, Section, Skeleton } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { dayText } from "../practice/dates.ts";
import { homeOf } from "../today/ground.ts";
import { goalsIn, type OurGoal, progressText } from "./ground.ts";
import { ShareRing } from "./path.tsx";

/** What a couple, or one alone, wants to reach. */
export default function Goals({ params: { space = "" } }: Visit) {
  const home = homeOf(space).value;
  const all = goalsIn(space).value;
  const part = (...states: string[]) => all.filter(({ state }) => states.includes(state));
  const [open, reached, gone] = [part("open", "set_back"), part("reached"), part("let_go")];
  const add = home && !home.closed && (
    <Button look={all.length ? "quiet" : "primary"} icon="plus" href={`/new-goal/${space}`}>
      {t("goals.add")}
    </Button>
  );
  return (
    <Screen
      title={t("title.goals")}
      lead={home?.space.kind === "own" ? t("goals.lead.own") : t("goals.lead")}
      back={{ href: "/us", label: t("title.us") }}
    >
      {all.length === 0 &&
        (loaded.value ? (
          <Empty title={t("goals.empty")} action={add} icon="flag">
            {t("goals.empty.text")}
          </Empty>
        ) : (
          <Skeleton label={t("loading")} />
        ))}
      {open.length > 0 && <List>{open.map((ours) => GoalRow(ours, 2))}</List>}
      {all.length > 0 && add}
      {reached.length > 0 && (
        <Section title={t("goals.reached")}>
          <List>{reached.map((ours) => GoalRow(ours, 3))}</List>
        </Section>
      )}
      {gone.length > 0 && (
        <details class="today-fold">
          <summary>{t("goals.let_go")}</summary>
          <List>{gone.map((ours) => GoalRow(ours, 2))}</List>
        </details>
      )}
    </Screen>
  );
}

function GoalRow(ours: OurGoal, level: 2 | 3) {
  const { goal, state, progress } = ours;
  const { target_day: day, state_on: since } = goal.fields;
  const when =
    state === "reached" && since
      ? t("goal.reached.on", { date: dayText(since) })
      : state === "set_back"
        ? t("goal.set_back")
        : day && state === "open"
          ? t("goal.until", { date: dayText(day) })
          : "";
  const told = state === "open" || state === "set_back" ? progressText(ours) : "";
  return (
    <Row
      key={goal.id}
      level={level}
      leading={<ShareRing share={progress.share} reached={state === "reached"} />}
      title={goal.body?.title}
      detail={[told, when].filter(Boolean).join(" · ")}
      href={`/goal/${goal.space}/${goal.id}`}
    />
  );
}
