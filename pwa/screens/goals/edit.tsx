import { hundredths } from "../../domain/goals.ts";
import { Field, Screen, Skeleton, showToast, TextArea } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { loaded, type Made, type Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { homeOf } from "../today/ground.ts";
import { changeGoal, makeGoal, placeAfter } from "./acts.ts";
import { goalsIn } from "./ground.ts";

interface Draft {
  title: string;
  why: string;
  day: string;
  amount: string;
  unit: string;
  cue: string;
  deed: string;
}

/** A new goal, or one that is there. */
export default function EditGoal({ params: { space = "", id } }: Visit) {
  const home = homeOf(space).value;
  const ours = goalsIn(space).value.find(({ goal }) => goal.id === id);
  if (!loaded.value && !(home && (ours || !id))) return <Skeleton label={t("loading")} />;
  if (!home || home.closed || (id && !ours)) return <NotFound />;
  return <EditForm key={id} space={space} goal={ours?.goal} />;
}

function EditForm({ space, goal }: { space: string; goal: Rec<"goal"> | undefined }) {
  const before = draftOf(goal);
  const [text, setText, drop] = useDraft(`${goal?.id ?? space}.goal`, JSON.stringify(before));
  const draft = JSON.parse(text) as Draft;
  const change = (part: Partial<Draft>) => setText(JSON.stringify({ ...draft, ...part }));
  const submission = useSubmit();
  const nameless = draft.title.trim() === "";
  const unclear = draft.amount.trim() !== "" && hundredths(draft.amount) === null;
  const others = goalsIn(space).value.map((ours) => ours.goal);
  const save = () =>
    submission.run(async () => {
      if (nameless || unclear) return;
      const id = goal?.id ?? (await makeGoal(space, { ...wholeOf(draft), position: placeAfter(others) }));
      if (goal) await changeGoal(goal, changesOf(before, draft));
      drop();
      showToast({ text: t("saved") });
      await navigate(`/goal/${space}/${id}`, { replace: true });
    });
  const tried = submission.tries > 0;
  const back = goal ? `/goal/${space}/${goal.id}` : `/goals/${space}`;
  return (
    <Screen title={t(goal ? "goal.edit" : "goal.new")} back={{ href: back, label: t("back") }}>
      <Form
        close
        submission={submission}
        submit={t("save")}
        typed={`${draft.title}\n\n${draft.why}`}
        onSubmit={save}
      >
        <Field
          label={t("goal.title")}
          hint={t("goal.title.hint")}
          value={draft.title}
          maxLength={120}
          autocomplete="off"
          error={tried && nameless ? t("goal.title.wrong") : undefined}
          onInput={(title) => change({ title })}
        />
        <TextArea
          label={t("goal.why")}
          value={draft.why}
          maxLength={4000}
          onInput={(why) => change({ why })}
        />
        <Field
          type="date"
          label={t("goal.day")}
          hint={t("goal.day.hint")}
          value={draft.day}
          onInput={(day) => change({ day })}
        />
        <Field
          label={t("goal.measure")}
          hint={t("goal.measure.hint")}
          value={draft.amount}
          inputMode="decimal"
          autocomplete="off"
          error={tried && unclear ? t("give.amount.wrong") : undefined}
          onInput={(amount) => change({ amount })}
        />
        {draft.amount.trim() && (
          <Field
            label={t("goal.unit")}
            value={draft.unit}
            maxLength={24}
            autocomplete="off"
            placeholder={t("goal.unit.place")}
            onInput={(unit) => change({ unit })}
          />
        )}
        <Field
          label={t("goal.cue")}
          hint={t("goal.cue.hint")}
          value={draft.cue}
          maxLength={200}
          autocomplete="off"
          onInput={(cue) => change({ cue })}
        />
        {draft.cue.trim() && (
          <Field
            label={t("goal.deed")}
            value={draft.deed}
            maxLength={400}
            autocomplete="off"
            onInput={(deed) => change({ deed })}
          />
        )}
      </Form>
    </Screen>
  );
}

function draftOf(goal: Rec<"goal"> | undefined): Draft {
  const amount = goal?.fields.target_amount;
  return {
    title: goal?.body?.title ?? "",
    why: goal?.body?.why ?? "",
    day: goal?.fields.target_day ?? "",
    amount: amount ? String(amount / 100) : "",
    unit: goal?.body?.unit ?? "",
    cue: goal?.body?.plan?.cue ?? "",
    deed: goal?.body?.plan?.then ?? "",
  };
}

function wholeOf(draft: Draft): Omit<Made<"goal">, "position"> {
  const { title, why, unit, cue, deed } = draft;
  return {
    state: "open",
    state_on: null,
    target_day: draft.day || null,
    target_amount: hundredths(draft.amount),
    body: {
      title: title.trim(),
      ...(why.trim() ? { why: why.trim() } : {}),
      ...(draft.amount.trim() && unit.trim() ? { unit: unit.trim() } : {}),
      // biome-ignore lint/suspicious/noThenProperty: the record spells it so, and no plan is ever awaited
      ...(cue.trim() ? { plan: { cue: cue.trim(), then: deed.trim() } } : {}),
    },
  };
}

/** Only what was changed, so that an edit of another phone to the rest stays. */
function changesOf(before: Draft, draft: Draft) {
  const { target_day, target_amount, body } = wholeOf(draft);
  const words = (["title", "why", "unit", "cue", "deed"] as const).some(
    (name) => draft[name] !== before[name],
  );
  return {
    ...(draft.day !== before.day ? { target_day } : {}),
    ...(draft.amount !== before.amount ? { target_amount } : {}),
    ...(words && body ? { body } : {}),
  };
}
