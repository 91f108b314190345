import { bySeason, type Memory } from "../../domain/goals.ts";
import { Empty, List, Row, Screen, Section } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { dated } from "../customs.ts";
import NotFound from "../not-found/index.tsx";
import { homeOf, spaceName } from "../today/ground.ts";
import { aimsIn, dayText, memoriesOf } from "./ground.ts";
import { Loading } from "./index.tsx";

/** What was reached here, by season. */
export default function Memories({ params: { space = "" } }: Visit) {
  const home = homeOf(space).value;
  if (!home) return loaded.value ? <NotFound /> : <Loading />;
  const aims = aimsIn(space).value;
  const titles = new Map(aims.map(({ goal }) => [goal.id, goal.body?.title ?? ""]));
  const seasons = bySeason(memoriesOf(aims));
  return (
    <div data-area="goals">
      <Screen
        title={t("title.memories")}
        eyebrow={spaceName(home.space)}
        lead={t("memories.lead")}
        back={{ href: "/us", label: t("title.us") }}
      >
        {seasons.length === 0 && (
          <Empty icon="star" title={t("memories.empty")}>
            {t("memories.empty.text")}
          </Empty>
        )}
        {seasons.map(([season, memories]) => (
          <Section key={season} title={seasonText(season)}>
            <List>
              {memories.map((memory) => (
                <Row
                  key={memory.id}
                  icon={memory.whole ? "flag" : "star"}
                  title={memory.whole ? t("memories.whole", { title: memory.title }) : memory.title}
                  detail={detailOf(memory, titles.get(memory.goal) ?? "")}
                  href={`/goal/${space}/${memory.goal}`}
                />
              ))}
            </List>
          </Section>
        ))}
      </Screen>
    </div>
  );
}

function detailOf({ whole, day }: Memory, title: string): string {
  return whole ? dayText(day) : t("dot", { first: dayText(day), second: t("memories.of", { title }) });
}

/** "September to November 2026". */
function seasonText(season: string): string {
  const [year = 0, month = 1] = season.split("-").map(Number);
  const to = dated(Date.UTC(year, month + 1, 15), { month: "long", year: "numeric", timeZone: "UTC" });
  return t("memories.season", { from: dated(`${season}-15`, { month: "long", timeZone: "UTC" }), to });
}
