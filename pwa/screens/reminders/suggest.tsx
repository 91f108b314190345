import { useState } from "preact/hooks";
import { Chips, Field, Notice, Sheet, showToast } from "../../elements/index.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import { weekdays } from "../practice/reminder.ts";
import type { OurPlant } from "../today/ground.ts";
import { MOST_OPEN, proposalsIn, propose } from "./proposals.ts";

export interface SuggestProps {
  plant: OurPlant;
  title: string;
  open: boolean;
  onClose: () => void;
}

/** A reminder for the others, which becomes one only if they want it. */
export default function Suggest({ plant, title, open, onClose }: SuggestProps) {
  return (
    <Sheet open={open} onClose={onClose} title={title} closeLabel={t("close")}>
      <SuggestForm plant={plant} onDone={onClose} />
    </Sheet>
  );
}

function SuggestForm({ plant: { practice }, onDone }: { plant: OurPlant; onDone: () => void }) {
  const [time, setTime] = useState("20:00");
  const [days, setDays] = useState<string[]>([]);
  const [words, setWords, drop] = useDraft(`suggest.${practice.id}`);
  const submission = useSubmit();
  const me = account.value?.member.id;
  const mine = proposalsIn(practice.space).value.filter(
    ({ author, fields }) => author === me && fields.practice_id === practice.id,
  );
  if (mine.length >= MOST_OPEN) return <Notice>{t("suggest.full")}</Notice>;
  const submit = () => {
    if (!time || days.length === 0) return;
    submission.run(async () => {
      await propose(practice, { time, days: days.map(Number), words: words.trim() });
      drop();
      showToast({ text: t("suggest.done") });
      onDone();
    });
  };
  return (
    <Form close submission={submission} submit={t("suggest.submit")} typed={words} onSubmit={submit}>
      <p class="quiet">{t("suggest.lead")}</p>
      <Field type="time" label={t("reminder.time")} value={time} onInput={setTime} />
      <Chips legend={t("reminder.days")} options={weekdays()} values={days} onChange={setDays} />
      {submission.tries > 0 && days.length === 0 && (
        <p class="field-error" role="alert">
          {t("reminder.days.none")}
        </p>
      )}
      <Field label={t("suggest.words")} value={words} onInput={setWords} maxLength={200} />
    </Form>
  );
}
