import { useMemo, useState } from "preact/hooks";
import { now } from "../../clock.ts";
import { labelOf } from "../../domain/days.ts";
import { homeZoneAt } from "../../domain/garden.ts";
import { Field, List, Row, Section, Select, Sheet, showToast } from "../../elements/index.ts";
import { setCouple } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { deviceZone } from "../customs.ts";
import { useDraft, useSubmit } from "../form.ts";
import { coupleIn } from "../today/ground.ts";
import { zoneName, zoneOptions } from "./zones.ts";

/** What the couple agreed on: a name, and whose clock says which day it is at home. */
export function HomeClock({ space }: { space: string }) {
  const [open, setOpen] = useState(false);
  const couple = coupleIn(space).value;
  const zone = homeZoneAt(couple?.fields.home_zones ?? [], now()) ?? deviceZone();
  return (
    <Section title={t("us.couple")}>
      <List joined>
        <Row
          level={0}
          icon="clock"
          title={t("us.couple.zone")}
          detail={zoneName(zone)}
          onClick={() => setOpen(true)}
        />
      </List>
      <Sheet open={open} onClose={() => setOpen(false)} title={t("us.couple")} closeLabel={t("close")}>
        <CoupleForm
          space={space}
          title={couple?.body?.name ?? ""}
          zone={zone}
          zones={couple?.fields.home_zones ?? []}
          onDone={() => setOpen(false)}
        />
      </Sheet>
    </Section>
  );
}

interface CoupleFormProps {
  space: string;
  title: string;
  zone: string;
  zones: { from: string; zone: string }[];
  onDone: () => void;
}

function CoupleForm({ space, title, zone, zones, onDone }: CoupleFormProps) {
  const [name, setName, drop] = useDraft(`couple.name.${space}`, title);
  const [chosen, setChosen] = useState(zone);
  const options = useMemo(() => zoneOptions(zone), [zone]);
  const submission = useSubmit();
  const save = () =>
    submission.run(async () => {
      await setCouple(space, {
        name: name.trim() === title ? undefined : name.trim(),
        home_zones: chosen === zone ? undefined : withZone(zones, chosen),
      });
      drop();
      showToast({ text: t("saved") });
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("save")} onSubmit={save}>
      <Field label={t("us.couple.name")} value={name} maxLength={60} autocomplete="off" onInput={setName} />
      <Select
        label={t("us.couple.zone")}
        hint={`${t("us.couple.zone.hint")} ${t("us.couple.zone.since")}`}
        value={chosen}
        options={options}
        onChange={setChosen}
      />
    </Form>
  );
}

/** From today of the new clock on; the versions before stay as they were. */
export function withZone(zones: readonly { from: string; zone: string }[], zone: string) {
  const from = labelOf(now(), zone);
  return [...zones.filter((version) => version.from < from), { from, zone }];
}
