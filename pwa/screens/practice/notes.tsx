import { useMemo, useState } from "preact/hooks";
import { Button, Card, Icon, Section } from "../../elements/index.ts";
import { live, openNote, type Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import { nameOf, type OurPlant } from "../today/ground.ts";
import { dayText } from "./dates.ts";

const AT_FIRST = 6;

/** What was said with it, newest first. What the other keeps sealed is not here at all. */
export function Notes({ plant: { practice }, viewer }: { plant: OurPlant; viewer: string }) {
  const [whole, setWhole] = useState(false);
  const said = useMemo(
    () =>
      live(practice.space, "check_in", (logs) =>
        logs.filter((log) => isSaid(log, practice.id)).sort(newestFirst),
      ),
    [practice.space, practice.id],
  ).value;
  if (said.length === 0) return null;
  return (
    <Section title={t("notes.title")}>
      <div class="stack">
        {said.slice(0, whole ? said.length : AT_FIRST).map((log) => (
          <Note key={log.id} log={log} mine={log.fields.member_id === viewer} />
        ))}
        {!whole && said.length > AT_FIRST && (
          <Button look="quiet" onClick={() => setWhole(true)}>
            {t("notes.more")}
          </Button>
        )}
      </div>
    </Section>
  );
}

function Note({ log, mine }: { log: Rec<"check_in">; mine: boolean }) {
  const { label, sealed, member_id } = log.fields;
  const name = mine ? t("you") : nameOf(log.space, member_id);
  const open = () => told(openNote(log), { text: t("notes.opened") });
  return (
    <Card as="article">
      <p class="eyebrow">{t("notes.by", { name, date: dayText(label) })}</p>
      <p class="practice-note">{log.body?.note}</p>
      {mine && sealed && (
        <div class="cluster">
          <span class="quiet practice-sealed">
            <Icon name="lock" size="small" /> {t("notes.sealed")}
          </span>
          <Button look="quiet" onClick={open}>
            {t("notes.open")}
          </Button>
        </div>
      )}
    </Card>
  );
}

const isSaid = ({ fields, body }: Rec<"check_in">, practice: string): boolean =>
  fields.practice_id === practice && !fields.withdrawn && Boolean(body?.note);

const newestFirst = (a: Rec<"check_in">, b: Rec<"check_in">): number =>
  a.fields.label < b.fields.label ? 1 : -1;
