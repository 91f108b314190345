import { useState } from "preact/hooks";
import { Field, Segmented, showToast } from "../../elements/index.ts";
import { pause } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useSubmit } from "../form.ts";
import type { Home, OurPlant } from "../today/ground.ts";

/** One practice or all, one of us or both, from any day on: also for days gone by. */
export function PauseForm({ home, plant, onDone }: { home: Home; plant: OurPlant; onDone: () => void }) {
  const { practice, label } = plant;
  const [what, setWhat] = useState<"this" | "all">("this");
  const [who, setWho] = useState<"me" | "us">("me");
  const [first, setFirst] = useState(label);
  const [last, setLast] = useState("");
  const submission = useSubmit();
  const order = last !== "" && last < first;
  const mine = home.space.kind === "couple" && who === "me";
  const save = () =>
    submission.run(async () => {
      if (order || !first) return;
      await pause(practice.space, {
        practice: what === "this" ? practice : undefined,
        last: last || undefined,
        mine,
        first,
      });
      showToast({ text: t("pause.done") });
      onDone();
    });
  return (
    <Form close submission={submission} submit={t("pause.act")} icon="pause" onSubmit={save}>
      <p class="quiet">{t("pause.lead")}</p>
      <Segmented
        legend={t("pause.what")}
        options={(["this", "all"] as const).map((value) => ({ value, label: t(`pause.${value}`) }))}
        value={what}
        onChange={setWhat}
      />
      {home.space.kind === "couple" && (
        <Segmented
          legend={t("pause.who")}
          options={(["me", "us"] as const).map((value) => ({ value, label: t(`pause.${value}`) }))}
          value={who}
          onChange={setWho}
        />
      )}
      <div class="practice-pair">
        <Field type="date" label={t("pause.first")} value={first} onInput={setFirst} />
        <Field
          type="date"
          label={t("pause.last")}
          value={last}
          error={order ? t("pause.order") : undefined}
          onInput={setLast}
        />
      </div>
    </Form>
  );
}
