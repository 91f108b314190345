import { Button, Empty, IconButton, Notice, Screen, Section } from "../../elements/index.ts";
import { useTitle, type Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { type Home, homeOf, nameOf } from "../today/ground.ts";
import { Care } from "./care.tsx";
import { Deeds } from "./deeds.tsx";
import { type Aim, aimOf, comeText, dayText } from "./ground.ts";
import { Habits } from "./habits.tsx";
import { Loading, stateText } from "./index.tsx";
import { Picture } from "./picture.tsx";
import { Milestones } from "./steps.tsx";

export interface Part {
  home: Home;
  aim: Aim;
  /** The day of whoever looks. */
  today: string;
}

/** One goal: how far it has come, what moves it, and how it stands. */
export default function GoalScreen({ params: { space = "", id = "" } }: Visit) {
  const home = homeOf(space).value;
  const aim = aimOf(space, id);
  useTitle(aim?.goal.body?.title);
  if (home && aim) return <Page home={home} aim={aim} today={home.ground.today[home.ground.viewer] ?? ""} />;
  if (!loaded.value) return <Loading />;
  return (
    <Screen title={t("title.goals")} back={{ href: "/us", label: t("title.us") }}>
      <Empty title={t("goals.gone")} />
    </Screen>
  );
}

function Page(part: Part) {
  const { home, aim } = part;
  const { goal } = aim;
  const { state, state_on, target_day: day } = goal.fields;
  const address = `/goal/${goal.space}/${goal.id}`;
  const on = state === "open" || state === "set_back";
  const { why, plan } = goal.body ?? {};
  return (
    <div class="goal" data-area="goals">
      <Screen
        title={goal.body?.title}
        eyebrow={stateText(state, state_on)}
        lead={day && on ? t("goal.target", { date: dayText(day) }) : undefined}
        back={{ href: `/goals/${goal.space}`, label: t("title.goals") }}
        actions={!home.closed && <IconButton icon="edit" label={t("goal.edit")} href={`${address}/edit`} />}
      >
        <section class="card goal-card">
          <Picture aim={aim} large />
          <p class="goal-come">{comeText(aim)}</p>
          <Cheers aim={aim} />
        </section>
        {state === "reached" && (
          <Notice icon="flag" action={<Button href={`${address}/celebrate`}>{t("cheer.legend")}</Button>}>
            {t("celebrate.kept")}
          </Notice>
        )}
        {why && (
          <Section title={t("goal.why")}>
            <p class="saying goal-why">{why}</p>
          </Section>
        )}
        {plan && on && (
          <Section title={t("goal.plan")}>
            <p class="saying practice-plan">
              {t("goal.plan.said", { cue: plan.cue, deed: plan.then || t("goal.back.smaller") })}
            </p>
          </Section>
        )}
        <Deeds {...part} />
        <Milestones {...part} />
        <Habits {...part} />
        {!home.closed && <Care {...part} />}
      </Screen>
    </div>
  );
}

/** What was said to the goal itself, and to its steps. */
function Cheers({ aim: { goal, cheers } }: { aim: Aim }) {
  if (cheers.length === 0) return null;
  return (
    <ul class="goal-cheers">
      {cheers.map(({ id, author, fields, body }) => (
        <li key={id}>
          {t("cheer.by", { who: nameOf(goal.space, author), what: t(`cheer.${fields.kind}`) })}
          {body?.words && <q>{body.words}</q>}
        </li>
      ))}
    </ul>
  );
}
