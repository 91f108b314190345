import { Fragment } from "preact";
import { useId } from "preact/hooks";
import { Card, Icon } from "../../elements/index.ts";
import { t } from "../../words.ts";
import type { Evidence } from "./catalogue.ts";

type Source = Evidence["source"];

const FACTS = ["measured", "who", "found", "caveat"] as const;
const SURENESS = { none: 0, weak: 1, moderate: 2, strong: 3 } as const;

/** What was measured, on whom, and how sure one can be: in words, with leaves beside them. */
export function EvidenceCard({
  evidence,
  beside,
}: {
  evidence: Evidence;
  beside?: Source | null | undefined;
}) {
  const { confidence } = evidence;
  const heading = useId();
  return (
    <Card as="section" labelledby={heading} roomy>
      <h2 id={heading}>{t("evidence.title")}</h2>
      <p class="evidence-sure">
        <span class="evidence-leaves" aria-hidden="true">
          {[1, 2, 3].map((leaf) => (
            <span key={leaf} data-on={leaf <= SURENESS[confidence] ? "" : undefined}>
              <Icon name="leaf" size="small" />
            </span>
          ))}
        </span>
        <b>{t(`evidence.${confidence}`)}</b>
      </p>
      <dl class="facts">
        {FACTS.map((fact) => (
          <Fragment key={fact}>
            <dt>{t(`evidence.${fact}`)}</dt>
            <dd>{evidence[fact]}</dd>
          </Fragment>
        ))}
        <dt>{t("evidence.source")}</dt>
        <dd>
          <Cited source={evidence.source} /> {beside && <Cited source={beside} />}
        </dd>
      </dl>
    </Card>
  );
}

function Cited({ source: { authors, year, title, where, doi } }: { source: Source }) {
  return (
    <cite>
      {authors} ({year}). {title}. {where}.{" "}
      {doi && (
        <a href={`https://doi.org/${doi}`} target="_blank" rel="noreferrer">
          doi:{doi}
        </a>
      )}
    </cite>
  );
}
