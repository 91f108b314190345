import { useState } from "preact/hooks";
import { Sheet, SwitchField, TextArea } from "../../elements/index.ts";
import { checkIn, checkInId, read } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import type { OurPlant } from "./ground.ts";

export interface WordProps {
  open: boolean;
  plant?: OurPlant | undefined;
  onClose: () => void;
}

/** A word to keep with what was done, for all to read or sealed until its author opens it. */
export default function Word({ open, plant, onClose }: WordProps) {
  return (
    <Sheet
      open={open && plant !== undefined}
      onClose={onClose}
      title={t("word.title")}
      closeLabel={t("close")}
    >
      {plant && <WordForm key={`${plant.practice.id} ${plant.label}`} plant={plant} onDone={onClose} />}
    </Sheet>
  );
}

function WordForm({ plant, onDone }: { plant: OurPlant; onDone: () => void }) {
  const { practice, label } = plant;
  const before = read(practice.space, "check_in", checkInId(practice, label));
  const said = before?.body?.note ?? "";
  const [note, setNote, drop] = useDraft(`word.${practice.id}.${label}`, said);
  const opened = said !== "" && before?.fields.sealed === false;
  const [sealed, setSealed] = useState(before?.fields.sealed ?? false);
  const submission = useSubmit();
  const save = () =>
    submission.run(async () => {
      await checkIn(practice, label, note.trim(), sealed && !opened);
      drop();
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("save")} typed={note} onSubmit={save}>
      <TextArea
        label={t("word.label")}
        hint={t("word.hint")}
        value={note}
        onInput={setNote}
        maxLength={20_000}
      />
      {plant.takers.length > 1 && (
        <SwitchField
          label={t("word.sealed")}
          hint={t(opened ? "word.open" : "word.sealed.hint")}
          checked={sealed && !opened}
          disabled={opened}
          onChange={setSealed}
        />
      )}
    </Form>
  );
}
