import { useState } from "preact/hooks";
import { Button, Notice } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";
import { here, type Outcome, tryPush } from "./outcome.ts";

/** Sends a test, and says what went wrong with it and what to do. */
export function TestPush() {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const submission = useSubmit();
  const send = () => {
    setOutcome(null);
    submission.run(async () => setOutcome(await tryPush(here)));
  };
  return (
    <>
      <Button wide busy={submission.busy} onClick={send}>
        {t("push.test")}
      </Button>
      {submission.busy && (
        <p class="quiet" role="status">
          {t("push.test.sent")}
        </p>
      )}
      {submission.wrong && <WrongNotice wrong={submission.wrong} />}
      {outcome && (
        <Notice
          tone={outcome === "here" ? "calm" : "wrong"}
          icon={outcome === "here" ? "check" : undefined}
          live
        >
          {outcome === "denied" ? t("push.denied.text") : t(`push.test.${outcome}`)}
        </Notice>
      )}
    </>
  );
}
