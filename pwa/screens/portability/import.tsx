import { useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client.ts";
import { Button, Notice } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { bringIn } from "./bring-in.ts";

type Came = Schemas["ImportOut"];

/** A file is chosen, the password is asked for, and then it says what came in. */
export function Import() {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [came, setCame] = useState<Came | null>(null);
  const choose = () => {
    const { current } = input;
    if (current?.files?.[0]) setFile(current.files[0]);
    if (current) current.value = "";
  };
  return (
    <div class="stack">
      <p>{t("data.import.text")}</p>
      <input
        ref={input}
        hidden
        type="file"
        accept=".json,application/json"
        aria-label={t("data.import.choose")}
        onChange={choose}
      />
      <Button wide icon="plus" onClick={() => input.current?.click()}>
        {t("data.import.choose")}
      </Button>
      {came && (
        <Notice icon="check" live>
          {told(came)}
        </Notice>
      )}
      {file && (
        <Ask
          title={t("data.import")}
          text={t("data.import.sheet", { name: file.name })}
          submit={t("data.import.submit")}
          work={async () => setCame(await bringIn(file))}
          onClose={() => setFile(null)}
        />
      )}
    </div>
  );
}

/** What came in, what was known, and what has no place any more: each only if there was any. */
function told({ added, known, left_out, spaces }: Came): string {
  return [
    added > 0 ? t("data.import.added", { count: added }) : t("data.import.none"),
    added > 0 && known > 0 && t("data.import.known", { count: known }),
    left_out > 0 && t("data.import.left", { count: left_out }),
    spaces > 0 && t("data.import.spaces", { count: spaces }),
  ]
    .filter(Boolean)
    .join(" ");
}
