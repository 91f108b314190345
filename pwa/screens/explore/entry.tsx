import { useState } from "preact/hooks";
import { AreaGlyph, asArea, Button, Card, Notice, Screen, Section } from "../../elements/index.ts";
import { useTitle, type Visit } from "../../router.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import NotFound from "../not-found/index.tsx";
import { currentSpace, ownSpace } from "../space.ts";
import { homeOf } from "../today/ground.ts";
import { useLater } from "../today/later.ts";
import { type Area, type Entry, useCatalogue } from "./catalogue.ts";
import { EvidenceCard } from "./evidence.tsx";
import { Wait } from "./wait.tsx";

export default function EntryScreen({ params }: Visit) {
  const { catalogue, missing, again } = useCatalogue();
  const area = catalogue?.areas.find(({ slug }) => slug === params.area);
  const entry = area?.practices.find(({ slug }) => slug === params.slug);
  useTitle(entry?.title);
  const back = { href: `/explore/${params.area}`, label: area?.title ?? t("title.explore") };
  if (!catalogue) return <Wait title={t("title.practice")} missing={missing} again={again} back={back} />;
  return area && entry ? <About area={area} entry={entry} back={back} /> : <NotFound />;
}

interface AboutProps {
  area: Area;
  entry: Entry;
  back: { href: string; label: string };
}

function About({ area, entry, back }: AboutProps) {
  const [planting, setPlanting] = useState(false);
  const Adopt = useLater(planting, () => import("../practice/adopt.tsx"));
  const space = entry.private ? ownSpace.value : currentSpace.value;
  const growing = (space && homeOf(space.id).value?.plants)?.find(
    ({ practice, mood }) => practice.fields.catalogue === entry.slug && mood !== "ended",
  );
  const slug = asArea(area.slug);
  return (
    <div class="explore-area" data-area={area.slug}>
      <Screen
        title={entry.title}
        eyebrow={area.title}
        lead={entry.summary}
        back={back}
        actions={slug && <AreaGlyph area={slug} size="large" />}
      >
        <p class="quiet">
          {t("entry.minutes", { count: entry.minutes })}
          {entry.private && ` · ${t("entry.private")}`}
        </p>
        {growing && (
          <Notice
            icon="sprig"
            action={
              <a href={`/practice/${growing.practice.space}/${growing.practice.id}`}>
                {t("entry.growing.look")}
              </a>
            }
          >
            {t("entry.growing")}
          </Notice>
        )}
        <Section title={t("entry.how")}>
          <ol class="explore-how">
            {entry.how.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Section>
        <Card area={slug} as="section" labelledby="when-not">
          <h2 id="when-not">{t("entry.when-not")}</h2>
          <p>{entry.when_not}</p>
        </Card>
        <EvidenceCard evidence={entry.evidence} />
        <div class="explore-plant">
          {account.value ? (
            <Button look="primary" icon="sprig" wide onClick={() => setPlanting(true)}>
              {t(growing ? "entry.adopt.again" : "entry.adopt")}
            </Button>
          ) : (
            <Button look="primary" icon="sprig" wide href="/sign-up">
              {t("entry.adopt")}
            </Button>
          )}
        </div>
        {Adopt && <Adopt open={planting} area={area.slug} entry={entry} onClose={() => setPlanting(false)} />}
      </Screen>
    </div>
  );
}
