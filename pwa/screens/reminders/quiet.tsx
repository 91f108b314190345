import { useState } from "preact/hooks";
import { Card, Field, Section, SwitchField } from "../../elements/index.ts";
import { NIGHT } from "../../store/index.ts";
import { t } from "../../words.ts";
import { tell } from "../form.ts";
import { prefer, preferencesIn } from "../me/preferences.ts";

export function QuietHours({ own }: { own: string }) {
  const [wrong, setWrong] = useState<string | null>(null);
  const { quiet_from, quiet_to, zone } = preferencesIn(own).value;
  const set = (change: { quiet_from?: string | null; quiet_to?: string | null }) =>
    void prefer(change).then(
      () => setWrong(null),
      (error) => setWrong(tell(error).text),
    );
  const quiet = quiet_from !== null && quiet_to !== null;
  return (
    <Section title={t("push.quiet")}>
      <Card>
        <SwitchField
          label={t("push.quiet.on")}
          hint={wrong ?? t("push.zone", { zone: zone.replaceAll("_", " ") })}
          checked={quiet}
          onChange={(on) => set(on ? NIGHT : { quiet_from: null, quiet_to: null })}
        />
        {quiet && (
          <div class="times">
            <Field
              label={t("push.quiet.from")}
              type="time"
              value={quiet_from}
              onInput={(time) => time && set({ quiet_from: time })}
            />
            <Field
              label={t("push.quiet.to")}
              type="time"
              value={quiet_to}
              onInput={(time) => time && set({ quiet_to: time })}
            />
          </div>
        )}
      </Card>
    </Section>
  );
}
