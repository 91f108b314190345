import { useState } from "preact/hooks";
import { hundredths } from "../../domain/goals.ts";
import {
  Button,
  Field,
  IconButton,
  List,
  Row,
  Section,
  Sheet,
  showToast,
  TextArea,
} from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { told, useDraft, useSubmit } from "../form.ts";
import { nameOf } from "../today/ground.ts";
import { cheer, give, myCheer, takeBack, uncheer } from "./acts.ts";
import { type Aim, amountText, dayText } from "./ground.ts";
import type { Part } from "./page.tsx";

const SHOWN = 10;

/** What was done for it, and the way to add to it. Of who did how much nothing is added up. */
export function Deeds({ home, aim, today }: Part) {
  const [open, setOpen] = useState(false);
  const { goal, given } = aim;
  const unit = goal.body?.unit ?? "";
  const on = goal.fields.state === "open" || goal.fields.state === "set_back";
  return (
    <>
      {on && !home.closed && (
        <Button look="primary" wide icon="plus" onClick={() => setOpen(true)}>
          {t("goal.give")}
        </Button>
      )}
      {given.length > 0 && (
        <Section title={t("goal.given.list")}>
          <List joined>
            {given.slice(0, SHOWN).map(({ id, fields, body }) => {
              const mine = fields.member_id === home.ground.viewer;
              const date = dayText(fields.day);
              const who = mine ? t("goal.given.mine") : nameOf(goal.space, fields.member_id);
              const much = fields.amount && t("goal.sum", { have: amountText(fields.amount), unit });
              return (
                <Row
                  key={id}
                  level={0}
                  icon="leaf"
                  title={body?.note || much || t("goal.given.row", { who, date })}
                  detail={[body?.note && much, t("goal.given.row", { who, date })]
                    .filter(Boolean)
                    .join(" · ")}
                  trailing={
                    !home.closed &&
                    (mine ? (
                      <IconButton
                        icon="undo"
                        label={t("goal.given.withdraw", { date })}
                        onClick={() => told(takeBack(goal.space, id), { text: t("goal.given.withdrawn") })}
                      />
                    ) : (
                      <GladOf aim={aim} contribution={id} who={who} date={date} />
                    ))
                  }
                />
              );
            })}
          </List>
        </Section>
      )}
      <Sheet open={open} onClose={() => setOpen(false)} title={t("goal.give")} closeLabel={t("close")}>
        <GiveForm home={home} aim={aim} today={today} onDone={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

/** A cheer by one tap, and taken back by another. */
function GladOf({
  aim,
  contribution,
  ...about
}: {
  aim: Aim;
  contribution: string;
  who: string;
  date: string;
}) {
  const mine = myCheer(aim, { contribution });
  return (
    <span class="goal-glad" data-on={mine ? "" : undefined}>
      <IconButton
        icon="heart"
        label={t(mine ? "cheer.back" : "cheer.for", about)}
        onClick={() => told(mine ? uncheer(mine) : cheer(aim, { contribution }, "glad"))}
      />
    </span>
  );
}

function GiveForm({ aim: { goal }, today, onDone }: Part & { onDone: () => void }) {
  const measured = goal.fields.target_amount != null;
  const [amount, setAmount, dropAmount] = useDraft(`give.${goal.id}.amount`);
  const [note, setNote, dropNote] = useDraft(`give.${goal.id}.note`);
  const submission = useSubmit();
  const wrong = measured && hundredths(amount) === null;
  const save = () => {
    if (wrong) return;
    submission.run(async () => {
      const id = await give(goal, today, measured ? hundredths(amount) : null, note.trim());
      dropAmount();
      dropNote();
      onDone();
      showToast({
        text: t("goal.given"),
        action: { label: t("undo"), run: () => told(takeBack(goal.space, id)) },
      });
    });
  };
  return (
    <Form close submission={submission} submit={t("save")} typed={note} onSubmit={save}>
      {measured && (
        <Field
          label={t("goal.give.amount", { unit: goal.body?.unit || t("goal.give.unit") })}
          value={amount}
          inputMode="decimal"
          autocomplete="off"
          error={submission.tries && wrong ? t("goal.give.amount.wrong") : undefined}
          onInput={setAmount}
        />
      )}
      <TextArea label={t("goal.give.note")} value={note} maxLength={4000} onInput={setNote} />
    </Form>
  );
}
