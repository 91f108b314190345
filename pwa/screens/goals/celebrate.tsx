import { useState } from "preact/hooks";
import { Button, Segmented, Sheet, Sprig, showToast, TextArea } from "../../elements/index.ts";
import type { Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import { cheer } from "./acts.ts";

/** What was reached: the goal, or a place on the way to it. */
export interface Reached {
  title: string;
  milestone?: string;
}

const KINDS = ["glad", "seen", "proud", "thanks", "with_you"] as const;
type Kind = (typeof KINDS)[number];

interface CelebrateProps {
  goal: Rec<"goal">;
  reached: Reached | null;
  onClose: () => void;
}

/** The moment itself: a picture, its name, and room for a word that stays with it. */
export function CelebrateSheet({ goal, reached, onClose }: CelebrateProps) {
  if (!reached) return null;
  const about = reached.milestone ? { milestone: reached.milestone } : {};
  return (
    <Sheet open onClose={onClose} title={t("celebrate.title")} closeLabel={t("close")}>
      <div class="stack celebrate">
        <div class="celebrate-picture" aria-hidden="true">
          {[0.5, 1, 0.7].map((strength, index) => (
            <Sprig key={index} strength={strength} newLeaf size="large" seed={`${goal.id}${index}`} />
          ))}
        </div>
        <p class="saying">{reached.title}</p>
        <p class="quiet">{t("celebrate.text")}</p>
        <CheerForm goal={goal} about={about} onDone={onClose} />
        <Button look="quiet" wide onClick={onClose}>
          {t("celebrate.close")}
        </Button>
      </div>
    </Sheet>
  );
}

interface CheerProps {
  goal: Rec<"goal">;
  about: { milestone?: string; contribution?: string };
}

export function CheerSheet({ goal, about, onClose }: CheerProps & { onClose: () => void }) {
  return (
    <Sheet open onClose={onClose} title={t("cheer.title")} closeLabel={t("close")}>
      <CheerForm goal={goal} about={about} onDone={onClose} />
    </Sheet>
  );
}

function CheerForm({ goal, about, onDone }: CheerProps & { onDone: () => void }) {
  const [kind, setKind] = useState<Kind>("glad");
  const [words, setWords, drop] = useDraft(`${about.milestone ?? about.contribution ?? goal.id}.cheer`);
  const submission = useSubmit();
  const send = () =>
    submission.run(async () => {
      await cheer(goal, kind, about, words.trim());
      drop();
      showToast({ text: t("saved") });
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("cheer.send")} typed={words} onSubmit={send}>
      <Segmented
        legend={t("cheer.kind")}
        options={KINDS.map((value) => ({ value, label: t(`cheer.${value}`) }))}
        value={kind}
        onChange={setKind}
      />
      <TextArea label={t("cheer.words")} value={words} rows={2} maxLength={2000} onInput={setWords} />
    </Form>
  );
}
