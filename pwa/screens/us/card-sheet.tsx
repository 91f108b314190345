import { useMemo, useState } from "preact/hooks";
import { Field, Select, Sheet, showToast, TextArea } from "../../elements/index.ts";
import { account, setCard } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import { cardsIn } from "./cards.ts";
import { zoneOptions } from "./zones.ts";

interface CardProps {
  space: string;
  open: boolean;
  onClose: () => void;
}

/** One's own card in a couple: a name, some words, and the zone that one chooses to show. */
export function CardSheet({ space, open, onClose }: CardProps) {
  return (
    <Sheet open={open} onClose={onClose} title={t("us.card")} closeLabel={t("close")}>
      <CardForm space={space} onDone={onClose} />
    </Sheet>
  );
}

function CardForm({ space, onDone }: { space: string; onDone: () => void }) {
  const member = account.value?.member;
  const card = cardsIn(space).value.get(member?.id ?? "");
  const [name, setName, dropName] = useDraft(`card.name.${space}`, card?.body?.name ?? member?.name ?? "");
  const [about, setAbout, dropAbout] = useDraft(`card.about.${space}`, card?.body?.about ?? "");
  const [zone, setZone] = useState(card?.fields.home_zone ?? "");
  const zones = useMemo(() => zoneOptions(zone || null), []);
  const submission = useSubmit();
  const nameless = name.trim() === "" || name.trim().length > 60;
  const save = () =>
    submission.run(async () => {
      if (nameless) return;
      await setCard(space, { name: name.trim(), about: about.trim(), home_zone: zone || null });
      dropName();
      dropAbout();
      showToast({ text: t("saved") });
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("save")} typed={about} onSubmit={save}>
      <p class="quiet">{t("us.card.lead")}</p>
      <Field
        label={t("us.card.name")}
        value={name}
        maxLength={60}
        autocomplete="off"
        error={nameless ? t("us.card.name.wrong") : undefined}
        onInput={setName}
      />
      <TextArea label={t("us.card.about")} value={about} maxLength={4000} onInput={setAbout} />
      <Select
        label={t("us.card.zone")}
        hint={t("us.card.zone.hint")}
        value={zone}
        options={[{ value: "", label: t("us.card.zone.none") }, ...zones]}
        onChange={setZone}
      />
    </Form>
  );
}
