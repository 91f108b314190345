import { useEffect, useState } from "preact/hooks";
import { Card, Section, SwitchField } from "../../elements/index.ts";
import { account, setShowDetails, showDetails } from "../../store/index.ts";
import { t } from "../../words.ts";
import { tell } from "../form.ts";
import { LockScreen } from "../welcome/lock-screen.tsx";
import { cuesOf } from "./cues.ts";

/** What somebody beside the phone would read: the words that the worker would show, of a reminder that rings. */
export function OnLockScreen() {
  const [details, setDetails] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    showDetails().then(setDetails, (error) => setWrong(tell(error).text));
  }, []);
  const choose = (on: boolean) =>
    setShowDetails(on).then(
      () => setDetails(on),
      (error) => setWrong(tell(error).text),
    );
  return (
    <Section title={t("push.screen")}>
      <div class="stack">
        <LockScreen label={t("push.screen.label")} {...(details ? detailed() : neutral())} />
        <Card>
          <SwitchField
            label={t("push.details")}
            hint={wrong ?? t("push.details.hint")}
            checked={details}
            onChange={choose}
          />
        </Card>
      </div>
    </Section>
  );
}

const neutral = () => ({ title: t("app.name"), body: t("push.neutral") });

function detailed() {
  const cues = cuesOf(account.value?.ownSpace ?? "").value.filter(({ plant }) => plant);
  const cue = cues.find(({ reminder }) => reminder.fields.active) ?? cues[0];
  return {
    title: cue?.plant?.practice.body?.title ?? t("bells.sample"),
    body: cue?.reminder.body?.cue ?? "",
  };
}
