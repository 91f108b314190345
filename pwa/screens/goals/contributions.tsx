import { useState } from "preact/hooks";
import { hundredths } from "../../domain/goals.ts";
import {
  Avatars,
  Button,
  Field,
  List,
  Row,
  Section,
  Sheet,
  showToast,
  TextArea,
} from "../../elements/index.ts";
import type { Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { told, useDraft, useSubmit } from "../form.ts";
import { dayText } from "../practice/dates.ts";
import { nameOf } from "../today/ground.ts";
import { contribute, takeBack } from "./acts.ts";
import { CheerSheet } from "./celebrate.tsx";
import type { PartProps } from "./goal.tsx";
import { amountText } from "./ground.ts";

const SHOWN = 8;

/** What was done for it, the latest first, and a way to add to it. */
export function Contributions(props: PartProps) {
  const { home, ours } = props;
  const { goal, contributions, cheers, state } = ours;
  const [giving, setGiving] = useState(false);
  const [cheering, setCheering] = useState<Rec<"contribution"> | null>(null);
  const { viewer } = home.ground;
  const going = !home.closed && (state === "open" || state === "set_back");
  if (contributions.length === 0 && !going) return null;
  return (
    <Section title={t("goal.given")}>
      {going && (
        <Button look="primary" wide icon="plus" onClick={() => setGiving(true)}>
          {t("give.act")}
        </Button>
      )}
      {contributions.length > 0 && (
        <List>
          {contributions.slice(0, SHOWN).map((each) => {
            const { amount, day, member_id: who } = each.fields;
            const mine = who === viewer;
            const name = mine ? t("you") : nameOf(goal.space, who);
            const said = cheers.filter(({ fields }) => fields.contribution_id === each.id);
            const words = said
              .map(({ fields, body }) => body?.words || t(`cheer.${fields.kind}`))
              .join(" · ");
            const gave = amount ? `${name}: ${amountText(amount, goal.body?.unit)}` : name;
            return (
              <Row
                key={each.id}
                leading={<Avatars people={[{ name, mine }]} />}
                title={each.body?.note || gave}
                detail={[each.body?.note ? gave : "", dayText(day), words].filter(Boolean).join(" · ")}
                trailing={
                  !home.closed &&
                  (mine ? (
                    <Button
                      look="quiet"
                      label={`${t("give.back")}: ${dayText(day)}`}
                      onClick={() =>
                        told(takeBack(each), {
                          text: t("give.taken"),
                          action: { label: t("undo"), run: () => told(takeBack(each, false)) },
                        })
                      }
                    >
                      {t("give.back")}
                    </Button>
                  ) : (
                    <Button look="quiet" icon="heart" onClick={() => setCheering(each)}>
                      {t("cheer.act")}
                    </Button>
                  ))
                }
              />
            );
          })}
        </List>
      )}
      {giving && (
        <Sheet open onClose={() => setGiving(false)} title={t("give.title")} closeLabel={t("close")}>
          <GiveForm {...props} onDone={() => setGiving(false)} />
        </Sheet>
      )}
      {cheering && (
        <CheerSheet goal={goal} about={{ contribution: cheering.id }} onClose={() => setCheering(null)} />
      )}
    </Section>
  );
}

function GiveForm({ ours: { goal }, today, onDone }: PartProps & { onDone: () => void }) {
  const measured = goal.fields.target_amount !== null;
  const [amount, setAmount, dropAmount] = useDraft(`${goal.id}.amount`);
  const [note, setNote, dropNote] = useDraft(`${goal.id}.note`);
  const [day, setDay] = useState(today);
  const submission = useSubmit();
  const value = hundredths(amount);
  const wrong = measured && value === null;
  const give = () =>
    submission.run(async () => {
      if (wrong || !day) return;
      await contribute(goal, { day, amount: measured ? value : null, note: note.trim() });
      dropAmount();
      dropNote();
      showToast({ text: t("saved") });
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("give.save")} typed={note} onSubmit={give}>
      {measured && (
        <Field
          label={goal.body?.unit ? t("give.amount.of", { unit: goal.body.unit }) : t("give.amount")}
          value={amount}
          inputMode="decimal"
          autocomplete="off"
          error={submission.tries && wrong ? t("give.amount.wrong") : undefined}
          onInput={setAmount}
        />
      )}
      <Field type="date" label={t("give.day")} value={day} max={today} onInput={setDay} />
      <TextArea label={t("give.note")} value={note} maxLength={4000} onInput={setNote} />
    </Form>
  );
}
