import { seasonOf } from "../../domain/goals.ts";
import { Empty, List, Row, Screen, Section } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { t } from "../../words.ts";
import { dated } from "../customs.ts";
import { dayText } from "../practice/dates.ts";
import { memoriesIn } from "./ground.ts";

/** What was reached here, by season, the latest first. */
export default function Memories({ params: { space = "" } }: Visit) {
  const all = memoriesIn(space).value;
  const seasons = [...new Set(all.map(({ day }) => seasonOf(day)))];
  return (
    <Screen
      title={t("title.memories")}
      lead={t("memories.lead")}
      back={{ href: "/us", label: t("title.us") }}
    >
      {all.length === 0 && (
        <Empty title={t("memories.empty")} icon="star">
          {t("memories.empty.text")}
        </Empty>
      )}
      {seasons.map((season) => (
        <Section key={season} title={seasonText(season)}>
          <List>
            {all
              .filter(({ day }) => seasonOf(day) === season)
              .map(({ id, goal, day, title, of }) => (
                <Row
                  key={id}
                  area="goals"
                  icon={of === null ? "flag" : "star"}
                  title={title}
                  detail={of === null ? dayText(day) : t("dot", { first: dayText(day), second: of })}
                  href={`/goal/${space}/${goal}`}
                />
              ))}
          </List>
        </Section>
      ))}
    </Screen>
  );
}

/** Three months by their names: which season they are depends on where one lives. */
function seasonText(season: string): string {
  const [year = 0, month = 1] = season.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + 1, 1)).toISOString().slice(0, 10);
  const name = (day: string) => dated(day, { month: "long", year: "numeric", timeZone: "UTC" });
  return t("memories.season", { first: name(`${season}-01`), last: name(last) });
}
