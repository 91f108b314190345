import { useState } from "preact/hooks";
import { Button, Card, Notice, Screen, Section, Select, showToast, TextArea } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { loaded, type Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useCatalogue } from "../explore/catalogue.ts";
import { told, useDraft, useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { type Home, homeOf, nameOf, othersIn, spaceName } from "../today/ground.ts";
import { ask, close, type SupportKind } from "./acts.ts";
import { aimOf, aimsIn, isOn, supportsIn } from "./ground.ts";
import { Loading } from "./index.tsx";
import { Known } from "./known.tsx";

const KINDS = ["celebrate", "listen", "advise", "help", "space"] as const satisfies readonly SupportKind[];

/** What kind of help each would like, and how the other can be there. */
export default function Support({ params: { space = "" }, query }: Visit) {
  const home = homeOf(space).value;
  if (!home) return loaded.value ? <NotFound /> : <Loading />;
  const back = { href: `/goals/${space}`, label: t("title.goals") };
  if (home.space.kind === "own")
    return (
      <Screen title={t("title.support")} back={back}>
        <Notice>{t("support.own")}</Notice>
      </Screen>
    );
  const open = supportsIn(space).value;
  const mine = open.filter(({ author }) => author === home.ground.viewer);
  const theirs = open.filter(({ author }) => author !== home.ground.viewer);
  return (
    <div data-area="goals">
      <Screen title={t("title.support")} eyebrow={spaceName(home.space)} lead={t("support.lead")} back={back}>
        <div class="stack">
          {open.length === 0 && <p class="quiet">{t("support.none")}</p>}
          {theirs.map((support) => (
            <Theirs key={support.id} support={support} />
          ))}
        </div>
        {mine.length > 0 && (
          <Section title={t("support.mine")}>
            <div class="stack">
              {mine.map((support) => (
                <Mine key={support.id} support={support} closed={home.closed} />
              ))}
            </div>
          </Section>
        )}
        {!home.closed && (
          <Section title={t("support.ask")}>
            <AskForm home={home} goal={query.get("goal")} />
          </Section>
        )}
      </Screen>
    </div>
  );
}

function Asked({ support: { space, fields, body } }: { support: Rec<"support"> }) {
  const { catalogue } = useCatalogue();
  const goal = fields.goal_id ? aimOf(space, fields.goal_id)?.goal : undefined;
  const wish = catalogue?.supports.find(({ slug }) => slug === fields.kind)?.wish;
  return (
    <>
      {wish && <p class="saying">{wish}</p>}
      <p class="goal-why">{body?.about}</p>
      {goal && (
        <p>
          <a href={`/goal/${space}/${goal.id}`}>{goal.body?.title}</a>
        </p>
      )}
    </>
  );
}

/** How to be there, with questions that ask for more. */
function Theirs({ support }: { support: Rec<"support"> }) {
  const { catalogue, missing, again } = useCatalogue();
  const { kind } = support.fields;
  const found = catalogue?.supports.find(({ slug }) => slug === kind);
  return (
    <Card as="section" roomy>
      <p class="eyebrow">{t("support.theirs", { name: nameOf(support.space, support.author) })}</p>
      <h2>{t(`support.${kind}`)}</h2>
      <Asked support={support} />
      {found && (
        <>
          <h3>{t("support.how")}</h3>
          <ul class="support-how">
            {found.how.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <h3>{t("support.starters")}</h3>
          <ul class="support-starters">
            {found.starters.map((line) => (
              <li key={line} class="saying">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
      {missing && (
        <Notice icon="cloud-off" action={<Button onClick={again}>{t("try.again")}</Button>}>
          {t("support.missing")}
        </Notice>
      )}
      {kind === "celebrate" && <Known method="good-news" />}
      {kind === "help" && <Known method="unseen-help" />}
    </Card>
  );
}

function Mine({ support, closed }: { support: Rec<"support">; closed: boolean }) {
  return (
    <Card as="section">
      <h3>{t(`support.${support.fields.kind}`)}</h3>
      <Asked support={support} />
      {!closed && (
        <Button icon="check" onClick={() => told(close(support), { text: t("support.closed") })}>
          {t("support.close")}
        </Button>
      )}
    </Card>
  );
}

function AskForm({ home: { space }, goal }: { home: Home; goal: string | null }) {
  const [kind, setKind] = useState<SupportKind>("listen");
  const [about, setAbout, drop] = useDraft(`support.${space.id}`);
  const aims = aimsIn(space.id).value.filter(isOn);
  const [chosen, setChosen] = useState(aims.some((aim) => aim.goal.id === goal) ? (goal ?? "") : "");
  const submission = useSubmit();
  const save = () => {
    if (!about.trim()) return;
    submission.run(async () => {
      await ask(space.id, kind, about.trim(), chosen || null);
      drop();
      setAbout("");
      const [other, ...more] = othersIn(space);
      const one = other && more.length === 0;
      showToast({
        text: one ? t("support.asked", { name: nameOf(space.id, other) }) : t("support.asked.some"),
      });
    });
  };
  return (
    <Form close submission={submission} submit={t("support.ask")} icon="hand" typed={about} onSubmit={save}>
      <Select
        label={t("support.kind")}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`support.${value}`) }))}
        onChange={(value) => setKind(KINDS.find((each) => each === value) ?? "listen")}
      />
      <TextArea
        label={t("support.about")}
        value={about}
        maxLength={4000}
        error={submission.tries && !about.trim() ? t("support.about.wrong") : undefined}
        onInput={setAbout}
      />
      {aims.length > 0 && (
        <Select
          label={t("support.goal")}
          value={chosen}
          options={[
            { value: "", label: t("support.goal.none") },
            ...aims.map((aim) => ({ value: aim.goal.id, label: aim.goal.body?.title ?? "" })),
          ]}
          onChange={setChosen}
        />
      )}
    </Form>
  );
}
