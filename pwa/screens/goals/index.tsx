import { Button, Empty, List, Notice, Row, Screen, Section, Skeleton } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import NotFound from "../not-found/index.tsx";
import { homeOf, spaceName } from "../today/ground.ts";
import { type Aim, aimsIn, comeText, dayText, isOn } from "./ground.ts";
import { Picture } from "./picture.tsx";

/** Every goal of a space, each as a picture of how far it has come. */
export default function Goals({ params: { space = "" } }: Visit) {
  const home = homeOf(space).value;
  if (!home) return loaded.value ? <NotFound /> : <Loading />;
  const aims = aimsIn(space).value;
  const [on, done] = [aims.filter(isOn), aims.filter((aim) => !isOn(aim))];
  const couple = home.space.kind === "couple";
  return (
    <div data-area="goals">
      <Screen
        title={t("title.goals")}
        eyebrow={spaceName(home.space)}
        lead={t("goals.lead")}
        back={{ href: "/us", label: t("title.us") }}
      >
        <div class="stack">
          {home.closed && <Notice>{t("goals.closed")}</Notice>}
          {aims.length === 0 && <Empty title={t("goals.empty")}>{t("goals.empty.text")}</Empty>}
          {on.map((aim) => (
            <AimCard key={aim.goal.id} aim={aim} />
          ))}
          {!home.closed && (
            <Button wide look={on.length ? "secondary" : "primary"} icon="plus" href={`/goals/${space}/new`}>
              {t("goals.new")}
            </Button>
          )}
          <List joined>
            <Row level={0} icon="star" title={t("title.memories")} href={`/memories/${space}`} />
            {couple && <Row level={0} icon="hand" title={t("title.support")} href={`/support/${space}`} />}
          </List>
        </div>
        {done.length > 0 && (
          <Section title={t("goals.done")}>
            <List>
              {done.map(({ goal }) => (
                <Row
                  key={goal.id}
                  icon={goal.fields.state === "reached" ? "flag" : "leaf"}
                  title={goal.body?.title}
                  detail={stateText(goal.fields.state, goal.fields.state_on)}
                  href={`/goal/${space}/${goal.id}`}
                />
              ))}
            </List>
          </Section>
        )}
      </Screen>
    </div>
  );
}

function AimCard({ aim }: { aim: Aim }) {
  const { goal } = aim;
  const { state, target_day: day } = goal.fields;
  return (
    <section class="card goal-card" data-area="goals">
      <h2>
        <a href={`/goal/${goal.space}/${goal.id}`}>{goal.body?.title}</a>
      </h2>
      <Picture aim={aim} />
      <p class="quiet">
        {[
          comeText(aim),
          state === "set_back" && t("goal.state.set_back"),
          day && t("goal.target", { date: dayText(day) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </section>
  );
}

export const stateText = (state: Aim["goal"]["fields"]["state"], day: string | null | undefined): string =>
  state === "reached" && day ? t("goal.reached.on", { date: dayText(day) }) : t(`goal.state.${state}`);

export function Loading() {
  return (
    <Screen title={t("title.goals")}>
      <Skeleton label={t("loading")} />
    </Screen>
  );
}
