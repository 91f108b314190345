import { Button, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { sayWrong } from "../sorry.ts";

/** Makes a file of everything that is on this phone alone. How it is told comes when it is asked for. */
export function SaveFile() {
  const save = async () => {
    const { default: saveAll } = await import("./save.ts");
    await saveAll();
    showToast({ text: t("unsent.file.saved") });
  };
  return (
    <Button icon="share" wide onClick={() => void save().catch(sayWrong)}>
      {t("unsent.file")}
    </Button>
  );
}
