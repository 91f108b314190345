import { useState } from "preact/hooks";
import { Button, Chips, Field, Notice, Segmented, SwitchField, showToast } from "../../elements/index.ts";
import { type Rec, setReminder } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useSubmit } from "../form.ts";
import { subscribe } from "../me/subscription.ts";
import { amissIn, type ReminderDraft, reminderDraft, reminderFields, weekdays } from "./reminder.ts";

export interface ReminderFormProps {
  practice: { space: string; id: string };
  /** Shared moments follow the clock of home. */
  together: boolean;
  window?: { start: string; end: string } | undefined;
  existing?: Rec<"reminder"> | undefined;
  /** What a new one begins with. */
  suggested?: { time: string; days: number[] } | undefined;
  /** It is kept on this device. */
  onSet?: (() => void) | undefined;
  onDone: () => void;
}

/** One's own cue. Only here, and only on a tap, is the permission for notifications asked for. */
export function ReminderForm({
  practice,
  together,
  window,
  existing,
  suggested,
  onSet,
  onDone,
}: ReminderFormProps) {
  const [draft, setDraft] = useState(() => ({ ...reminderDraft(existing?.fields, window), ...suggested }));
  const [active, setActive] = useState(existing?.fields.active ?? true);
  const [silent, setSilent] = useState(false);
  const submission = useSubmit();
  const amiss = amissIn(draft);
  const change = (part: Partial<ReminderDraft>) => setDraft({ ...draft, ...part });
  const save = () => {
    if (amiss) return;
    const rings = active ? allowed() : Promise.resolve(true);
    submission.run(async () => {
      await setReminder(practice, { ...reminderFields(draft, together), active }, existing);
      onSet?.();
      showToast({ text: t(active ? "reminder.saved" : "reminder.off") });
      if (await rings) onDone();
      else setSilent(true);
    });
  };
  if (silent) return <NoPermission onDone={onDone} />;
  return (
    <Form close submission={submission} submit={t("reminder.save")} icon="bell" onSubmit={save}>
      {existing && <SwitchField label={t("reminder.on")} checked={active} onChange={setActive} />}
      <WhenFields draft={draft} onChange={change} amiss={amiss} />
      {together && <p class="field-hint">{t("reminder.fixed")}</p>}
    </Form>
  );
}

interface WhenProps {
  draft: ReminderDraft;
  onChange: (part: Partial<ReminderDraft>) => void;
  amiss: ReturnType<typeof amissIn>;
}

function WhenFields({ draft, onChange, amiss }: WhenProps) {
  return (
    <>
      <Segmented
        legend={t("reminder.mode")}
        options={(["time", "window"] as const).map((value) => ({
          value,
          label: t(`reminder.mode.${value}`),
        }))}
        value={draft.mode}
        onChange={(mode) => onChange({ mode })}
      />
      {draft.mode === "time" ? (
        <Field
          type="time"
          label={t("reminder.time")}
          value={draft.time}
          onInput={(time) => onChange({ time })}
        />
      ) : (
        <>
          <div class="practice-pair">
            <Field
              type="time"
              label={t("reminder.start")}
              value={draft.start}
              onInput={(start) => onChange({ start })}
            />
            <Field
              type="time"
              label={t("reminder.end")}
              value={draft.end}
              error={amiss === "order" ? t("reminder.order") : undefined}
              onInput={(end) => onChange({ end })}
            />
          </div>
          <p class="field-hint">{t("reminder.window.hint")}</p>
        </>
      )}
      <Chips
        legend={t("reminder.days")}
        options={weekdays()}
        values={draft.days.map(String)}
        onChange={(days) => onChange({ days: days.map(Number) })}
      />
      {amiss === "days" && (
        <p class="field-error" role="alert">
          {t("reminder.days.none")}
        </p>
      )}
    </>
  );
}

function NoPermission({ onDone }: { onDone: () => void }) {
  return (
    <div class="stack">
      <Notice
        tone="care"
        icon="bell-off"
        live
        action={<a href="/me/reminders">{t("reminder.permission.look")}</a>}
      >
        {t("reminder.permission")}
      </Notice>
      <Button wide onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}

/** Whether this device rings. What keeps it from that does not keep the reminder from being set. */
async function allowed(): Promise<boolean> {
  try {
    return (await subscribe()) === "on";
  } catch {
    return false; // Said to the member in the next step.
  }
}
