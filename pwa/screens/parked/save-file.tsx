import { Button, showToast } from "../../elements/index.ts";
import { unsent } from "../../store/index.ts";
import { t } from "../../words.ts";
import { sayWrong } from "../sorry.ts";
import { asText } from "./telling.ts";

/** Everything that is on this phone alone, as a text that any device can open. */
export function SaveFile() {
  const save = async () => {
    const url = URL.createObjectURL(new Blob([asText(await unsent())], { type: "text/plain" }));
    const link = Object.assign(document.createElement("a"), {
      href: url,
      download: `${t("unsent.file.name")}.txt`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    showToast({ text: t("unsent.file.saved") });
  };
  return (
    <Button icon="share" wide onClick={() => void save().catch(sayWrong)}>
      {t("unsent.file")}
    </Button>
  );
}
