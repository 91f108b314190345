import { useState } from "preact/hooks";
import { growthOf } from "../../domain/garden.ts";
import {
  Button,
  Empty,
  IconButton,
  List,
  Notice,
  Row,
  Screen,
  Section,
  Select,
  Skeleton,
  Sprig,
} from "../../elements/index.ts";
import { useTitle, type Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import { dayText } from "../practice/dates.ts";
import { planText } from "../practice/saying.ts";
import { type Home, homeOf } from "../today/ground.ts";
import { become, holdHabit } from "./acts.ts";
import { CelebrateSheet, type Reached } from "./celebrate.tsx";
import { Contributions } from "./contributions.tsx";
import { goalsIn, type OurGoal, progressText } from "./ground.ts";
import { Milestones } from "./milestones.tsx";
import { WayPicture } from "./path.tsx";
import { Setback } from "./setback.tsx";

export interface PartProps {
  home: Home;
  ours: OurGoal;
  /** The viewer's today. */
  today: string;
}

export default function GoalScreen({ params: { space = "", id = "" } }: Visit) {
  const home = homeOf(space).value;
  const ours = goalsIn(space).value.find(({ goal }) => goal.id === id);
  useTitle(ours?.goal.body?.title);
  const back = { href: `/goals/${space}`, label: t("title.goals") };
  if (home && ours)
    return <Page home={home} ours={ours} today={home.ground.today[home.ground.viewer] ?? ""} />;
  return (
    <Screen title={t("title.goal")} back={back}>
      {loaded.value ? <Empty title={t("goal.gone")} /> : <Skeleton label={t("loading")} />}
    </Screen>
  );
}

function Page({ home, ours, today }: PartProps) {
  const { goal, state, progress, milestones } = ours;
  const [celebrated, setCelebrated] = useState<Reached | null>(null);
  const { target_day: until, state_on: since } = goal.fields;
  const going = state === "open" || state === "set_back";
  const writes = !home.closed;
  const { plan, title = "" } = goal.body ?? {};
  const reach = () => {
    told(become(goal, "reached", today));
    setCelebrated({ title });
  };
  return (
    <div data-area="goals">
      <Screen
        title={title}
        eyebrow={until && going ? t("goal.until", { date: dayText(until) }) : t(`goal.state.${state}`)}
        lead={goal.body?.why}
        back={{ href: `/goals/${goal.space}`, label: t("title.goals") }}
        actions={
          writes && (
            <IconButton icon="edit" label={t("goal.edit")} href={`/goal/${goal.space}/${goal.id}/edit`} />
          )
        }
      >
        <section class="card goal-plot">
          <WayPicture
            share={progress.share}
            places={milestones.map(({ fields }) => fields.state === "reached")}
            reached={state === "reached"}
            label={t("goal.picture", { text: progressText(ours) })}
          />
          <p>{progressText(ours)}</p>
        </section>
        {state === "reached" && since && (
          <Notice
            icon="star"
            title={t("goal.reached.on", { date: dayText(since) })}
            action={<Button onClick={() => setCelebrated({ title })}>{t("celebrate.act")}</Button>}
          >
            {t("goal.reached.text")}
          </Notice>
        )}
        {state === "set_back" && <Setback home={home} ours={ours} today={today} />}
        {state === "let_go" && <Notice icon="leaf">{t("goal.let_go.text")}</Notice>}
        {plan && <p class="saying">{planText(plan.cue, plan.then, title, home.space.kind === "own")}</p>}
        <Milestones home={home} ours={ours} today={today} onReached={setCelebrated} />
        <Contributions home={home} ours={ours} today={today} />
        <Habits home={home} ours={ours} today={today} />
        {writes && (
          <div class="stack">
            {going && (
              <Button wide icon="flag" onClick={reach}>
                {t("goal.reach")}
              </Button>
            )}
            {state === "open" && (
              <Button wide look="quiet" onClick={() => told(become(goal, "set_back", today))}>
                {t("goal.set_back.act")}
              </Button>
            )}
            {!going && (
              <Button wide look="quiet" icon="undo" onClick={() => told(become(goal, "open", today))}>
                {t("goal.again")}
              </Button>
            )}
          </div>
        )}
      </Screen>
      <CelebrateSheet goal={goal} reached={celebrated} onClose={() => setCelebrated(null)} />
    </div>
  );
}

/** The practices that are done for it, with how they stand. */
function Habits({ home, ours: { goal, habits } }: PartProps) {
  const held = new Set(habits.map(({ fields }) => fields.practice_id));
  const grown = home.plants.filter(({ practice }) => held.has(practice.id));
  const others = home.plants.filter(({ practice, mood }) => !held.has(practice.id) && mood !== "ended");
  if (grown.length === 0 && (home.closed || others.length === 0)) return null;
  return (
    <Section title={t("goal.habits")}>
      {grown.length > 0 && (
        <List>
          {grown.map((plant) => (
            <Row
              key={plant.practice.id}
              leading={<Sprig {...growthOf(plant)} />}
              title={plant.practice.body?.title}
              detail={plant.practice.body?.plan?.cue ?? plant.practice.body?.summary}
              href={`/practice/${goal.space}/${plant.practice.id}`}
              trailing={
                !home.closed && (
                  <IconButton
                    icon="close"
                    label={t("goal.habit.out", { title: plant.practice.body?.title ?? "" })}
                    onClick={() => told(holdHabit(goal, plant.practice.id, true))}
                  />
                )
              }
            />
          ))}
        </List>
      )}
      {!home.closed && others.length > 0 && (
        <Select
          label={t("goal.habit.add")}
          value=""
          options={[
            { value: "", label: t("goal.habit.choose") },
            ...others.map(({ practice }) => ({ value: practice.id, label: practice.body?.title ?? "" })),
          ]}
          onChange={(id) => id && told(holdHabit(goal, id))}
        />
      )}
    </Section>
  );
}
