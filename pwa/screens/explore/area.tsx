import { asArea, Icon, List, Row, Screen, Section } from "../../elements/index.ts";
import { useTitle, type Visit } from "../../router.ts";
import { t } from "../../words.ts";
import NotFound from "../not-found/index.tsx";
import { currentSpace } from "../space.ts";
import { homeOf } from "../today/ground.ts";
import { type Area, useCatalogue } from "./catalogue.ts";
import { Wait } from "./wait.tsx";

const back = () => ({ href: "/explore", label: t("title.explore") });

export default function AreaScreen({ params }: Visit) {
  const { catalogue, missing, again } = useCatalogue();
  const area = catalogue?.areas.find(({ slug }) => slug === params.area);
  useTitle(area?.title);
  if (!catalogue) return <Wait title={t("title.explore")} missing={missing} again={again} back={back()} />;
  return area ? <Bed area={area} /> : <NotFound />;
}

function Bed({ area }: { area: Area }) {
  const space = currentSpace.value;
  const plants = (space && homeOf(space.id).value?.plants) ?? [];
  const growing = new Set(
    plants.filter(({ mood }) => mood !== "ended").map((one) => one.practice.fields.catalogue),
  );
  return (
    <div class="explore-area" data-area={area.slug}>
      <Screen title={area.title} back={back()} lead={area.intro}>
        {area.note && (
          <p class="explore-note">
            <Icon name="info" size="small" />
            <span>{area.note}</span>
          </p>
        )}
        <Section title={t("explore.practices")}>
          <List>
            {area.practices.map((entry) => (
              <Row
                key={entry.slug}
                title={entry.title}
                detail={growing.has(entry.slug) ? t("explore.growing") : entry.summary}
                area={asArea(area.slug)}
                icon={growing.has(entry.slug) ? "sprig" : undefined}
                href={`/explore/${area.slug}/${entry.slug}`}
              />
            ))}
          </List>
        </Section>
      </Screen>
    </div>
  );
}
