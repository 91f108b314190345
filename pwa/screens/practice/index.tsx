import { useState } from "preact/hooks";
import { minute } from "../../clock.ts";
import { growthOf } from "../../domain/garden.ts";
import {
  asArea,
  Button,
  Empty,
  IconButton,
  Notice,
  Ring,
  Screen,
  Section,
  Skeleton,
  Sprig,
} from "../../elements/index.ts";
import { useTitle, type Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { type Home, homeOf, type OurPlant, othersIn } from "../today/ground.ts";
import { useLater } from "../today/later.ts";
import { markWithUndo } from "../today/marks.ts";
import { cadenceAt, ringOf, whenText, whoText } from "../today/saying.ts";
import { others } from "../versions/open.ts";
import { Acts } from "./acts.tsx";
import { Answer } from "./answer.tsx";
import { dayText } from "./dates.ts";
import { History } from "./history.tsx";
import { Notes } from "./notes.tsx";
import { Reminders } from "./reminders.tsx";
import { cadenceText, planText } from "./saying.ts";
import { Standing } from "./standing.tsx";

export default function PracticeScreen({ params: { space = "", id = "" }, query }: Visit) {
  const home = homeOf(space).value;
  const plant = home?.plants.find(({ practice }) => practice.id === id);
  useTitle(plant?.practice.body?.title);
  if (home && plant) return <Page home={home} plant={plant} query={query} />;
  return (
    <Screen title={t("title.practice")} back={back()}>
      {loaded.value ? (
        <Empty
          title={t("practice.gone")}
          action={
            <Button look="primary" href="/">
              {t("title.today")}
            </Button>
          }
        />
      ) : (
        <Skeleton label={t("loading")} />
      )}
    </Screen>
  );
}

const back = () => ({ href: "/", label: t("title.today") });

interface PlantProps {
  home: Home;
  plant: OurPlant;
}

function Page({ home, plant, query }: PlantProps & { query: URLSearchParams }) {
  const { practice, mood } = plant;
  const { area } = practice.fields;
  const address = `/practice/${practice.space}/${practice.id}`;
  const reminder = query.get("reminder");
  const slug = asArea(area);
  return (
    <div class="practice" data-area={area}>
      <Screen
        title={practice.body?.title}
        eyebrow={slug && t(`area.${slug}`)}
        lead={practice.body?.summary}
        back={back()}
        actions={!home.closed && <IconButton icon="edit" label={t("edit.title")} href={`${address}/edit`} />}
      >
        {reminder && !home.closed && (
          <Answer
            plant={plant}
            reminder={reminder}
            label={query.get("label") ?? plant.label}
            act={query.get("do")}
          />
        )}
        {mood === "ended" && practice.fields.ended && (
          <Notice icon="leaf">{t("practice.ended", { date: dayText(practice.fields.ended) })}</Notice>
        )}
        {mood === "upcoming" && (
          <Notice icon="calendar">{t("practice.upcoming", { date: dayText(practice.fields.start) })}</Notice>
        )}
        {others.value.some(({ fields }) => fields.entity_id === practice.id) && (
          <Notice icon="undo" action={<Button href="/versions">{t("practice.versions.look")}</Button>}>
            {t("practice.versions")}
          </Notice>
        )}
        <Plot home={home} plant={plant} />
        <Standing plant={plant} closed={home.closed} />
        <History plant={plant} ground={home.ground} />
        {mood !== "ended" && <Reminders plant={plant} couple={home.space.kind === "couple"} />}
        <Notes plant={plant} viewer={home.ground.viewer} />
        <How plant={plant} />
        {!home.closed && <Acts home={home} plant={plant} />}
      </Screen>
    </div>
  );
}

/** The plant, and today's ring beside it. */
function Plot({ home, plant }: PlantProps) {
  minute.value;
  const { practice, label, mood, doneBy } = plant;
  const { viewer } = home.ground;
  const [wording, setWording] = useState(false);
  const Word = useLater(wording, () => import("../today/word.tsx"));
  const title = practice.body?.title ?? "";
  const cadence = cadenceAt(practice.fields.cadences, label);
  const running = mood !== "ended" && mood !== "upcoming";
  return (
    <section class="card practice-plot" data-area={practice.fields.area}>
      <Sprig {...growthOf(plant)} size="large" label={t("practice.sprig", { title })} />
      <div class="practice-today">
        {running && (
          <Ring
            {...ringOf(plant, viewer, home.closed)}
            size="large"
            onChange={(done) => void markWithUndo(practice, label, done)}
          />
        )}
        {doneBy.has(viewer) && !home.closed && (
          <Button look="quiet" icon="edit" onClick={() => setWording(true)}>
            {t("today.word")}
          </Button>
        )}
      </div>
      <p class="practice-facts">
        {t("dot", {
          first: whoText(plant, viewer, othersIn(home.space).length === 0),
          second: cadenceText(cadence),
        })}
        {running && <small>{whenText(plant)}</small>}
      </p>
      {Word && <Word open={wording} plant={plant} onClose={() => setWording(false)} />}
    </section>
  );
}

function How({ plant: { practice, takes } }: { plant: OurPlant }) {
  const { how, plan, title = "" } = practice.body ?? {};
  const { area, catalogue } = practice.fields;
  if (!how?.length && !catalogue && !plan) return null;
  return (
    <Section title={t("practice.how")}>
      {plan && <p class="saying practice-plan">{planText(plan.cue, plan.then, title, takes === "one")}</p>}
      <ol class="practice-how">
        {how?.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {catalogue && (
        <p>
          <a href={`/explore/${area}/${catalogue}`}>{t("practice.about")}</a>
        </p>
      )}
    </Section>
  );
}
