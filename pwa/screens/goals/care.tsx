import { List, Notice, Row, Section } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import { become } from "./acts.ts";
import type { Part } from "./page.tsx";

/** How it stands. A setback is one of its states, with what may help beside it. */
export function Care({ home, aim: { goal }, today }: Part) {
  const { state } = goal.fields;
  const address = `/goal/${goal.space}/${goal.id}`;
  const own = home.space.kind === "own";
  const again = () => told(become(goal, "open", today), { text: t("goal.again.done") });
  if (state === "reached" || state === "let_go")
    return (
      <Section title={t("goal.care")}>
        <List joined>
          <Row level={0} icon="sprig" title={t("goal.again")} onClick={again} />
        </List>
      </Section>
    );
  const reach = () => told(become(goal, "reached", today).then(() => navigate(`${address}/celebrate`)));
  return (
    <Section title={t("goal.care")}>
      <div class="stack">
        {state === "set_back" && (
          <Notice icon="hand" title={t("goal.back.title")}>
            {t("goal.back")}
          </Notice>
        )}
        <List joined>
          <Row level={0} icon="flag" title={t(own ? "goal.reach.me" : "goal.reach")} onClick={reach} />
          {state === "open" && (
            <Row
              level={0}
              icon="cloud"
              title={t("goal.setback")}
              onClick={() => told(become(goal, "set_back", today))}
            />
          )}
          {state === "set_back" && (
            <>
              <Row level={0} icon="sprig" title={t("goal.again")} onClick={again} />
              <Row level={0} icon="minus" title={t("goal.back.smaller")} href={`${address}/edit`} />
              <Row level={0} icon="calendar" title={t("goal.back.day")} href={`${address}/edit`} />
              <Row level={0} icon="compass" title={t("goal.back.plan")} href={`${address}/edit`} />
              {!own && (
                <Row
                  level={0}
                  icon="hand"
                  title={t("goal.back.support")}
                  href={`/support/${goal.space}?goal=${goal.id}`}
                />
              )}
            </>
          )}
          <Row
            level={0}
            icon="leaf"
            title={t("goal.let")}
            onClick={() => told(become(goal, "let_go", today), { text: t("goal.let.done") })}
          />
        </List>
      </div>
    </Section>
  );
}
