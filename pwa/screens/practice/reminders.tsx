import { useMemo, useState } from "preact/hooks";
import { Button, List, Row, Section, Sheet } from "../../elements/index.ts";
import { account, eachSpace, live, type Rec, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { list } from "../customs.ts";
import { entryOf } from "../explore/catalogue.ts";
import { nameOf, type OurPlant, othersIn } from "../today/ground.ts";
import { useLater } from "../today/later.ts";
import { reminderText } from "./reminder.ts";
import { ReminderForm } from "./reminder-form.tsx";

const suggestedIn = eachSpace((space) =>
  live(space, "proposal", (all) => new Set(all.map(({ fields }) => fields.practice_id))),
);

/** One's own reminders of it; nobody else's are here or anywhere. */
export function Reminders({ plant, couple }: { plant: OurPlant; couple: boolean }) {
  const { practice, takes } = plant;
  const [editing, setEditing] = useState<Rec<"reminder"> | "new" | null>(null);
  const own = account.value?.ownSpace ?? "";
  const mine = useMemo(
    () => live(own, "reminder", (all) => all.filter(({ fields }) => fields.ref_id === practice.id)),
    [own, practice.id],
  ).value;
  return (
    <Section title={t("reminder.title")}>
      <div class="stack">
        {mine.length > 0 ? (
          <List joined>
            {mine.map((reminder) => (
              <Row
                key={reminder.id}
                level={0}
                icon={reminder.fields.active ? "bell" : "bell-off"}
                title={reminderText(reminder.fields)}
                detail={reminder.fields.active ? undefined : t("reminder.off")}
                onClick={() => setEditing(reminder)}
              />
            ))}
          </List>
        ) : (
          <div class="cluster">
            <span class="quiet">{t("reminder.none")}</span>
            <Button icon="bell" onClick={() => setEditing("new")}>
              {t("reminder.add")}
            </Button>
          </div>
        )}
        {couple && <Suggestions plant={plant} />}
      </div>
      <Sheet
        open={editing !== null}
        onClose={() => setEditing(null)}
        title={t("reminder.title")}
        closeLabel={t("close")}
      >
        <ReminderForm
          key={editing === "new" || editing === null ? "new" : editing.id}
          practice={practice}
          together={couple && takes === "together"}
          window={entryOf(practice.fields.catalogue)?.window}
          existing={editing === "new" || editing === null ? undefined : editing}
          onDone={() => setEditing(null)}
        />
      </Sheet>
    </Section>
  );
}

/** What others in the couple suggest for oneself, and the way to suggest one to them. */
function Suggestions({ plant }: { plant: OurPlant }) {
  const { space, id } = plant.practice;
  const [suggesting, setSuggesting] = useState(false);
  const Suggested = useLater(suggestedIn(space).value.has(id), () => import("../reminders/suggested.tsx"));
  const Suggest = useLater(suggesting, () => import("../reminders/suggest.tsx"));
  const home = spaces.value.find((each) => each.id === space);
  const others = home && !home.closed && !home.frozen ? othersIn(home) : [];
  if (others.length === 0) return null;
  const act = t("suggest.act", { name: list(others.map((member) => nameOf(space, member))) });
  return (
    <>
      {Suggested && <Suggested plant={plant} />}
      <p>
        <Button look="quiet" onClick={() => setSuggesting(true)}>
          {act}
        </Button>
      </p>
      {Suggest && (
        <Suggest plant={plant} title={act} open={suggesting} onClose={() => setSuggesting(false)} />
      )}
    </>
  );
}
