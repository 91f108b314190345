import { AreaGlyph, asArea, List, Row, Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { currentSpace } from "../space.ts";
import { type Area, useCatalogue } from "./catalogue.ts";
import { Wait } from "./wait.tsx";

export default function Explore() {
  const { catalogue, missing, again } = useCatalogue();
  if (!catalogue) return <Wait title={t("title.explore")} missing={missing} again={again} />;
  const space = currentSpace.value;
  return (
    <Screen title={t("title.explore")} lead={t("explore.lead")}>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the list role where list-style is none */}
      <ul class="grid explore-beds" role="list">
        {catalogue.areas.map((area) => (
          <Bed key={area.slug} area={area} />
        ))}
      </ul>
      {space && (
        <List>
          <Row
            title={t("explore.own")}
            detail={t("explore.own.detail")}
            icon="plus"
            href={`/new-practice/${space.id}`}
          />
        </List>
      )}
    </Screen>
  );
}

function Bed({ area }: { area: Area }) {
  const slug = asArea(area.slug);
  return (
    <li class="card explore-bed" data-area={area.slug}>
      {slug && <AreaGlyph area={slug} />}
      <h2>
        <a href={`/explore/${area.slug}`}>{area.title}</a>
      </h2>
      <p>{t("explore.count", { count: area.practices.length })}</p>
    </li>
  );
}
