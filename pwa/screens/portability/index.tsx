import { useState } from "preact/hooks";
import { Button, Screen, Section, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { Import } from "./import.tsx";

type Form = "html" | "json";

/** What is one's own: taken along, brought in, and the way to its deletion. */
export default function Data() {
  const [form, setForm] = useState<Form | null>(null);
  return (
    <Screen title={t("title.data")} lead={t("data.lead")} back={{ href: "/me", label: t("back") }}>
      <Section title={t("data.export")}>
        <div class="stack">
          <p>{t("data.export.text")}</p>
          <Button wide look="primary" icon="book" onClick={() => setForm("html")}>
            {t("data.export.html")}
          </Button>
          <Button wide icon="device" onClick={() => setForm("json")}>
            {t("data.export.json")}
          </Button>
        </div>
      </Section>
      <Section title={t("data.import")}>
        <Import />
      </Section>
      <Section title={t("data.delete")}>
        <div class="stack">
          <p>{t("data.delete.text")}</p>
          <Button wide href="/me/data/delete">
            {t("data.delete.look")}
          </Button>
        </div>
      </Section>
      {form && (
        <Ask
          title={t(`data.export.${form}`)}
          text={t("data.export.sheet")}
          submit={t("data.export.submit")}
          work={() => save(form)}
          onClose={() => setForm(null)}
        />
      )}
    </Screen>
  );
}

/** The browser fetches it by itself: a long history never has to fit into this page. */
async function save(form: Form): Promise<void> {
  Object.assign(document.createElement("a"), { href: `/api/v1/me/export.${form}`, download: "" }).click();
  showToast({ text: t("data.export.done") });
}
