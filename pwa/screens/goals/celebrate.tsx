import { useState } from "preact/hooks";
import { Button, Field, Screen, Segmented, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { homeOf } from "../today/ground.ts";
import { type CheerKind, cheer } from "./acts.ts";
import { type Aim, aimOf, dayText } from "./ground.ts";
import { Loading } from "./index.tsx";
import { Known } from "./known.tsx";

const KINDS = ["glad", "proud", "thanks", "with_you", "seen"] as const satisfies readonly CheerKind[];

/** The moment in which something was reached: a picture, a question to each other, and a cheer for who likes. */
export default function Celebrate({ params: { space = "", id = "" }, query }: Visit) {
  const home = homeOf(space).value;
  const aim = aimOf(space, id);
  const step = aim?.milestones.find((one) => one.id === query.get("step"));
  const reached = step ?? aim?.goal;
  if (!home || !aim || reached?.fields.state !== "reached") return loaded.value ? <NotFound /> : <Loading />;
  const own = home.space.kind === "own";
  const day = reached.fields.state_on;
  return (
    <div class="celebrate" data-area="goals">
      <Screen
        title={t(step ? "celebrate.milestone" : "celebrate.goal")}
        eyebrow={day ? dayText(day) : undefined}
        back={{ href: `/goal/${space}/${id}`, label: aim.goal.body?.title ?? t("back") }}
      >
        <Petals />
        <div class="stack">
          <p class="celebrate-what">{reached.body?.title}</p>
          <p class="saying">{t(own ? "celebrate.ask.me" : "celebrate.ask")}</p>
          <CheerForm aim={aim} step={step?.id ?? null} />
          <p class="quiet">{t("celebrate.kept")}</p>
          <Button wide look="quiet" href={`/goal/${space}/${id}`}>
            {t("celebrate.back")}
          </Button>
          <Known method="good-news" />
        </div>
      </Screen>
    </div>
  );
}

function CheerForm({ aim, step }: { aim: Aim; step: string | null }) {
  const [kind, setKind] = useState<CheerKind>("glad");
  const [words, setWords, drop] = useDraft(`cheer.${step ?? aim.goal.id}`);
  const submission = useSubmit();
  const save = () =>
    submission.run(async () => {
      await cheer(aim, { milestone: step ?? undefined }, kind, words.trim());
      drop();
      showToast({ text: t("cheer.sent") });
      await navigate(`/goal/${aim.goal.space}/${aim.goal.id}`, { replace: true });
    });
  return (
    <Form close submission={submission} submit={t("cheer.send")} icon="heart" typed={words} onSubmit={save}>
      <Segmented
        legend={t("cheer.legend")}
        options={KINDS.map((value) => ({ value, label: t(`cheer.${value}`) }))}
        value={kind}
        onChange={setKind}
      />
      <Field label={t("cheer.words")} value={words} maxLength={2000} autocomplete="off" onInput={setWords} />
    </Form>
  );
}

const TURNS = [0, 45, 90, 135, 180, 225, 270, 315];

/** Petals that open once; where motion is not wanted they stand open. */
function Petals() {
  return (
    <svg class="joy" viewBox="-60 -60 120 120" aria-hidden="true">
      {TURNS.map((turn, index) => (
        <g key={turn} transform={`rotate(${turn})`}>
          <path class="joy-petal" style={{ "--n": index }} d="M0-14C-14-26-12-46 0-54 12-46 14-26 0-14Z" />
        </g>
      ))}
      <circle class="joy-heart" r="13" />
    </svg>
  );
}
