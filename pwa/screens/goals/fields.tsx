import { Field, TextArea } from "../../elements/index.ts";
import { t } from "../../words.ts";
import type { amiss, Draft } from "./draft.ts";
import { Known } from "./known.tsx";

interface Props {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  wrong?: ReturnType<typeof amiss> | undefined;
}

/** A goal in words, with a day and an amount for who wants them, and a plan for what may come in between. */
export function GoalFields({ draft, onChange, wrong }: Props) {
  return (
    <>
      <Field
        label={t("goal.form.title")}
        value={draft.title}
        maxLength={120}
        autocomplete="off"
        error={wrong?.has("title") ? t("goal.form.title.wrong") : undefined}
        onInput={(title) => onChange({ title })}
      />
      <TextArea
        label={t("goal.form.why")}
        value={draft.why}
        rows={2}
        maxLength={4000}
        onInput={(why) => onChange({ why })}
      />
      <Field
        type="date"
        label={t("goal.form.day")}
        value={draft.day}
        min="2000-01-01"
        max="2199-12-31"
        onInput={(day) => onChange({ day })}
      />
      <Field
        label={t("goal.form.amount")}
        hint={t("goal.form.amount.hint")}
        value={draft.amount}
        inputMode="decimal"
        autocomplete="off"
        error={wrong?.has("amount") ? t("goal.give.amount.wrong") : undefined}
        onInput={(amount) => onChange({ amount })}
      />
      {draft.amount.trim() && (
        <Field
          label={t("goal.form.unit")}
          value={draft.unit}
          maxLength={24}
          autocomplete="off"
          onInput={(unit) => onChange({ unit })}
        />
      )}
      <Field
        label={t("goal.form.cue")}
        value={draft.cue}
        maxLength={200}
        autocomplete="off"
        onInput={(cue) => onChange({ cue })}
      />
      {draft.cue.trim() && (
        <Field
          label={t("goal.form.then")}
          value={draft.deed}
          maxLength={400}
          autocomplete="off"
          onInput={(deed) => onChange({ deed })}
        />
      )}
      <Known method="if-then" />
    </>
  );
}
