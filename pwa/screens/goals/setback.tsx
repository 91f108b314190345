import { Button, Section } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { useCatalogue } from "../explore/catalogue.ts";
import { EvidenceCard } from "../explore/evidence.tsx";
import { told } from "../form.ts";
import { become } from "./acts.ts";
import type { PartProps } from "./goal.tsx";

/** It goes slower than wished. That is an ordinary state, and here is what may help. */
export function Setback({ home, ours: { goal }, today }: PartProps) {
  const method = useCatalogue().catalogue?.methods.find(({ slug }) => slug === "if-then-plan");
  const edit = `/goal/${goal.space}/${goal.id}/edit`;
  return (
    <Section title={t("setback.title")}>
      <p>{t("setback.text")}</p>
      {!home.closed && (
        <div class="stack">
          <Button wide icon="leaf" href={edit}>
            {t("setback.smaller")}
          </Button>
          <Button wide icon="calendar" href={edit}>
            {t("setback.day")}
          </Button>
          <Button wide icon="sprig" href={edit}>
            {t("setback.plan")}
          </Button>
          {home.space.kind === "couple" && (
            <Button wide icon="hand" href={`/support/${goal.space}?goal=${goal.id}`}>
              {t("setback.ask")}
            </Button>
          )}
          <Button wide icon="play" onClick={() => told(become(goal, "open", today))}>
            {t("setback.on")}
          </Button>
          <Button wide look="quiet" onClick={() => told(become(goal, "let_go", today))}>
            {t("setback.let_go")}
          </Button>
        </div>
      )}
      {method && (
        <details class="today-fold">
          <summary>{t("setback.known", { title: method.title })}</summary>
          <EvidenceCard evidence={method.evidence} />
        </details>
      )}
    </Section>
  );
}
