import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button, Card, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account, live, type Rec, reply } from "../../store/index.ts";
import { t } from "../../words.ts";
import { tell } from "../form.ts";
import type { OurPlant } from "../today/ground.ts";
import { markWithUndo } from "../today/marks.ts";

const SNOOZES = 3;

interface AnswerProps {
  plant: OurPlant;
  reminder: string;
  /** The day that the reminder belongs to. */
  label: string;
  /** Chosen on the lock screen already, where no worker answered: `done` or `later`. */
  act: string | null;
}

/** Opened from a notification: the two answers it offered, large. */
export function Answer({ plant, reminder, label, act }: AnswerProps) {
  const [answered, setAnswered] = useState(false);
  const chosen = useRef(act);
  const snoozed = useSnoozes(reminder, label);
  const address = `/practice/${plant.practice.space}/${plant.practice.id}`;
  const said = (work: Promise<void>, then?: () => void) => {
    setAnswered(true);
    work.then(then, (error) => {
      setAnswered(false);
      showToast({ text: tell(error).text });
    });
  };
  const done = () => {
    void markWithUndo(plant.practice, label, true);
    said(reply({ id: reminder }, label, "done"));
  };
  const later = () =>
    said(reply({ id: reminder }, label, "later", snoozed + 1), () => {
      showToast({ text: t("answer.later.done") });
      void navigate(address, { replace: true });
    });
  useEffect(() => {
    const choice = chosen.current;
    chosen.current = null;
    if (choice === "done") done();
    else if (choice === "later" && snoozed < SNOOZES) later();
    else said(reply({ id: reminder }, label, "opened").then(() => setAnswered(false)));
  }, []);
  if (answered && plant.doneBy.size > 0) return null;
  return (
    <Card roomy>
      <p class="saying">{t("answer.lead")}</p>
      <div class="practice-answer">
        <Button look="primary" icon="check" wide onClick={done}>
          {t("answer.done")}
        </Button>
        {snoozed < SNOOZES && (
          <Button icon="clock" wide onClick={later}>
            {t("answer.later")}
          </Button>
        )}
      </div>
    </Card>
  );
}

/** How often "later" was said to this occurrence. */
function useSnoozes(reminder: string, label: string): number {
  const own = account.value?.ownSpace ?? "";
  return useMemo(
    () => live(own, "reminder_reply", (all) => all.filter(isSnooze(reminder, label)).length),
    [own, reminder, label],
  ).value;
}

const isSnooze =
  (reminder: string, label: string) =>
  ({ fields }: Rec<"reminder_reply">): boolean =>
    fields.reminder_id === reminder && fields.label === label && fields.reply === "later";
