import { Button, IconButton, List, Row, Section } from "../../elements/index.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { reminderText } from "../practice/reminder.ts";
import { dismiss } from "./dismissed.ts";
import { passedOf } from "./passed.ts";

/** What has passed today and is still wanted. No other day is here, and nothing is counted. */
export function Missed() {
  const still = passedOf(account.value?.ownSpace ?? "").value;
  if (still.length === 0) return null;
  return (
    <Section title={t("missed.title")}>
      <div class="stack">
        <p class="quiet">{t("missed.lead")}</p>
        <List joined>
          {still.map((cue) => {
            const { practice } = cue.plant;
            const title = practice.body?.title ?? "";
            return (
              <Row
                key={cue.id}
                icon="leaf"
                level={0}
                title={title}
                detail={reminderText(cue.fields)}
                href={`/practice/${practice.space}/${practice.id}?reminder=${cue.id}&label=${cue.label}`}
                trailing={
                  <IconButton
                    icon="close"
                    label={t("missed.enough.of", { title })}
                    onClick={() => dismiss([cue])}
                  />
                }
              />
            );
          })}
        </List>
        <Button look="quiet" onClick={() => dismiss(still)}>
          {t("missed.enough")}
        </Button>
      </div>
    </Section>
  );
}
