import { useMemo, useState } from "preact/hooks";
import { Button, List, Row, Section, Sheet } from "../../elements/index.ts";
import { account, live, type Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { entryOf } from "../explore/catalogue.ts";
import type { OurPlant } from "../today/ground.ts";
import { reminderText } from "./reminder.ts";
import { ReminderForm } from "./reminder-form.tsx";

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
