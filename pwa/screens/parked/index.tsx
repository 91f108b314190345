import { useState } from "preact/hooks";
import { Button, Card, Empty, Notice, Screen, Sheet } from "../../elements/index.ts";
import { type Parked, parked, resolveParked, status } from "../../store/index.ts";
import { t } from "../../words.ts";
import { CopyButton } from "../copy.tsx";
import { useSubmit } from "../form.ts";
import { isWhole, textOf } from "./contents.ts";
import { SaveFile } from "./save-file.tsx";
import { heading, reason, written } from "./telling.ts";

/** What the server would not keep: it lies here in full until its writer decides. */
export default function ParkedPage() {
  const rows = parked.value;
  const waiting = status.value.pending;
  return (
    <Screen
      title={t("title.parked")}
      lead={rows.length > 0 ? t("parked.lead") : undefined}
      back={{ href: "/me", label: t("back") }}
    >
      {waiting > 0 && <Waiting count={waiting} />}
      {rows.length === 0 && waiting === 0 && (
        <Empty icon="check" title={t("parked.none")}>
          {t("parked.none.text")}
        </Empty>
      )}
      <div class="stack">
        {rows.map((row) => (
          <ParkedCard key={row.id} row={row} />
        ))}
        {rows.length > 0 && waiting === 0 && <SaveFile />}
      </div>
    </Screen>
  );
}

function ParkedCard({ row }: { row: Parked }) {
  const [sure, setSure] = useState(false);
  const submission = useSubmit();
  const text = textOf(row);
  const resolve = (how: "retry" | "discard" | "keep") => submission.run(() => resolveParked(row.id, how));
  return (
    <Card as="article">
      <h2>{heading(row)}</h2>
      <p class="quiet">{written(row)}</p>
      {text && <p class="parked-text">{text}</p>}
      <p>{reason(row)}</p>
      {submission.wrong && <p class="field-error">{submission.wrong.text}</p>}
      <p class="cluster">
        <Button busy={submission.busy} onClick={() => resolve("retry")}>
          {t("try.again")}
        </Button>
        {gone(row) && isWhole(row) && (
          <Button busy={submission.busy} onClick={() => resolve("keep")}>
            {t("parked.keep")}
          </Button>
        )}
        {text && <CopyButton text={text} label={t("copy.text")} />}
        <Button look="quiet" onClick={() => setSure(true)}>
          {t("parked.discard")}
        </Button>
      </p>
      <Sheet
        open={sure}
        onClose={() => setSure(false)}
        title={t("parked.discard")}
        closeLabel={t("close")}
        actions={
          <Button look="careful" wide busy={submission.busy} onClick={() => resolve("discard")}>
            {t("parked.discard")}
          </Button>
        }
      >
        <p>{t("parked.sure")}</p>
      </Sheet>
    </Card>
  );
}

/** What still travels by itself needs no decision; here it can be copied out. */
function Waiting({ count }: { count: number }) {
  return (
    <Notice icon="device" action={<SaveFile />}>
      {t("unsent.waiting", { count })}
    </Notice>
  );
}

const gone = ({ code }: Parked): boolean => code.startsWith("space_");
