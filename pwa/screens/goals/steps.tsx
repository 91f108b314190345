import { useState } from "preact/hooks";
import { Button, Field, IconButton, Section, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import type { Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { told, useDraft, useSubmit } from "../form.ts";
import { addStep, dropStep, raiseStep, reachStep } from "./acts.ts";
import { dayText } from "./ground.ts";
import type { Part } from "./page.tsx";

/** The steps on the way, in their order. A tap reaches one, and one more takes that back. */
export function Milestones(part: Part) {
  const { home, aim } = part;
  const { goal, milestones } = aim;
  const [adding, setAdding] = useState(false);
  const mayWrite = !home.closed && (goal.fields.state === "open" || goal.fields.state === "set_back");
  if (milestones.length === 0 && !mayWrite) return null;
  return (
    <Section title={t("goal.milestones")}>
      <ol class="goal-steps">
        {milestones.map((step, index) => (
          <Step key={step.id} {...part} step={step} first={index === 0} mayWrite={mayWrite} />
        ))}
      </ol>
      {mayWrite && !adding && (
        <Button look="quiet" icon="plus" onClick={() => setAdding(true)}>
          {t("goal.milestone.new")}
        </Button>
      )}
      {adding && <StepForm {...part} onDone={() => setAdding(false)} />}
    </Section>
  );
}

function Step(props: Part & { step: Rec<"milestone">; first: boolean; mayWrite: boolean }) {
  const { aim, today, step, first, mayWrite } = props;
  const title = step.body?.title ?? "";
  const { state, state_on: day } = step.fields;
  const reached = state === "reached";
  const look = `/goal/${step.space}/${aim.goal.id}/celebrate?step=${step.id}`;
  const reach = () => {
    const written = reachStep(step, reached ? null : today);
    told(reached ? written : written.then(() => navigate(look)));
  };
  const drop = () =>
    told(
      dropStep(step, today).then(() =>
        showToast({
          text: t("goal.milestone.dropped"),
          action: { label: t("undo"), run: () => told(dropStep(step, today, false)) },
        }),
      ),
    );
  return (
    <li class="goal-step">
      <label class="goal-tick">
        <input
          type="checkbox"
          aria-label={t("goal.milestone.reach", { title })}
          checked={reached}
          disabled={!mayWrite}
          onChange={reach}
        />
        <span>
          {title}
          {reached && day && <small>{t("goal.reached.on", { date: dayText(day) })}</small>}
        </span>
      </label>
      {reached && <IconButton icon="star" label={t("goal.milestone.look", { title })} href={look} />}
      {mayWrite && !reached && !first && (
        <span class="goal-up">
          <IconButton
            icon="back"
            label={t("goal.milestone.up", { title })}
            onClick={() => told(raiseStep(aim, step))}
          />
        </span>
      )}
      {mayWrite && !reached && (
        <IconButton icon="close" label={t("goal.milestone.drop", { title })} onClick={drop} />
      )}
    </li>
  );
}

function StepForm({ aim, onDone }: Part & { onDone: () => void }) {
  const [title, setTitle, drop] = useDraft(`step.${aim.goal.id}`);
  const submission = useSubmit();
  const save = () => {
    if (!title.trim()) return onDone();
    submission.run(async () => {
      await addStep(aim, title.trim());
      drop();
      onDone();
    });
  };
  return (
    <Form close submission={submission} submit={t("goal.milestone.add")} typed={title} onSubmit={save}>
      <Field
        label={t("goal.milestone.new")}
        value={title}
        maxLength={120}
        autocomplete="off"
        onInput={setTitle}
      />
    </Form>
  );
}
