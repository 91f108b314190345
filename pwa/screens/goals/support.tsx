import { useState } from "preact/hooks";
import {
  Button,
  Card,
  Empty,
  List,
  Notice,
  Row,
  Screen,
  Section,
  Sheet,
  showToast,
  TextArea,
} from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import type { Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { type Catalogue, useCatalogue } from "../explore/catalogue.ts";
import { EvidenceCard } from "../explore/evidence.tsx";
import { told, useDraft, useSubmit } from "../form.ts";
import { homeOf, nameOf } from "../today/ground.ts";
import { askSupport, closeSupport, type SupportKind } from "./acts.ts";
import { supportsIn } from "./ground.ts";

const KINDS = [
  { kind: "celebrate", icon: "star" },
  { kind: "listen", icon: "ear" },
  { kind: "advise", icon: "speech" },
  { kind: "help", icon: "hand" },
  { kind: "space", icon: "moon" },
] as const;

/** Who asks picks the kind first; the others see how to be there. */
export default function Support({ params: { space = "" }, query }: Visit) {
  const home = homeOf(space).value;
  const { catalogue, missing } = useCatalogue();
  const [kind, setKind] = useState<SupportKind | null>(null);
  const asked = supportsIn(space).value;
  const viewer = home?.ground.viewer;
  const theirs = asked.filter(({ author: who }) => who !== viewer);
  const mine = asked.filter(({ author: who }) => who === viewer);
  const goal = query.get("goal");
  return (
    <Screen
      title={t("title.support")}
      lead={t("support.lead")}
      back={
        goal ? { href: `/goal/${space}/${goal}`, label: t("back") } : { href: "/us", label: t("title.us") }
      }
    >
      {missing && theirs.length > 0 && <Notice>{t("support.missing")}</Notice>}
      {theirs.map((each) => (
        <BeThere key={each.id} support={each} name={nameOf(space, each.author)} catalogue={catalogue} />
      ))}
      {mine.length > 0 && (
        <Section title={t("support.mine")}>
          <List>
            {mine.map((each) => (
              <Row
                key={each.id}
                icon={KINDS.find((one) => one.kind === each.fields.kind)?.icon}
                title={t(`support.${each.fields.kind}`)}
                detail={each.body?.about}
                trailing={
                  <Button
                    look="quiet"
                    label={`${t("support.close")}: ${t(`support.${each.fields.kind}`)}`}
                    onClick={() => told(closeSupport(each))}
                  >
                    {t("support.close")}
                  </Button>
                }
              />
            ))}
          </List>
        </Section>
      )}
      {home && home.space.kind === "couple" && !home.closed ? (
        <Section title={t("support.ask")}>
          <List joined>
            {KINDS.map((one) => (
              <Row
                key={one.kind}
                level={0}
                icon={one.icon}
                title={t(`support.${one.kind}`)}
                detail={t(`support.${one.kind}.text`)}
                onClick={() => setKind(one.kind)}
              />
            ))}
          </List>
        </Section>
      ) : (
        asked.length === 0 && <Empty title={t("support.nobody")} icon="people" />
      )}
      {kind && (
        <Sheet open onClose={() => setKind(null)} title={t(`support.${kind}`)} closeLabel={t("close")}>
          <AskForm space={space} kind={kind} goal={goal} onDone={() => setKind(null)} />
        </Sheet>
      )}
    </Screen>
  );
}

interface AskProps {
  space: string;
  kind: SupportKind;
  goal: string | null;
  onDone: () => void;
}

function AskForm({ space, kind, goal, onDone }: AskProps) {
  const [about, setAbout, drop] = useDraft(`${space}.support`);
  const submission = useSubmit();
  const ask = () =>
    submission.run(async () => {
      await askSupport(space, kind, about.trim(), goal);
      drop();
      showToast({ text: t("saved") });
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("support.send")} typed={about} onSubmit={ask}>
      <p class="quiet">{t("support.seen")}</p>
      <TextArea label={t("support.about")} value={about} maxLength={4000} onInput={setAbout} />
    </Form>
  );
}

interface BeThereProps {
  support: Rec<"support">;
  name: string;
  catalogue: Catalogue | null;
}

/** What is wanted, how to be there, and three questions to begin with. */
function BeThere({ support, name, catalogue }: BeThereProps) {
  const { kind } = support.fields;
  const text = catalogue?.supports.find((each) => each.kind === kind);
  return (
    <Card as="section" area="goals" labelledby={`support-${support.id}`} roomy>
      <div class="stack">
        <h2 id={`support-${support.id}`}>{t("support.theirs", { name, kind: t(`support.${kind}`) })}</h2>
        {support.body?.about && <p class="saying">{support.body.about}</p>}
        {text && (
          <>
            <p>{text.lead}</p>
            <ul>
              {text.how.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ul>
            <h3>{t("support.starters")}</h3>
            <ul class="starters">
              {text.starters.map((starter) => (
                <li key={starter}>{starter}</li>
              ))}
            </ul>
            <details class="today-fold">
              <summary>{t("evidence.title")}</summary>
              <EvidenceCard evidence={text.evidence} />
            </details>
          </>
        )}
      </div>
    </Card>
  );
}
