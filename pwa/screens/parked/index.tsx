import { useState } from "preact/hooks";
import { Button, Card, Empty, Screen, Sheet } from "../../elements/index.ts";
import { type Parked, parked, resolveParked } from "../../store/index.ts";
import { has, type Key, t } from "../../words.ts";
import { CopyButton } from "../account/recovery-code.tsx";
import { momentText } from "../customs.ts";
import { useSubmit } from "../form.ts";
import { textOf, titleOf } from "./contents.ts";

/** What the server would not keep: it lies here in full until its writer decides. */
export default function ParkedPage() {
  const rows = parked.value;
  return (
    <Screen
      title={t("title.parked")}
      lead={rows.length > 0 ? t("parked.lead") : undefined}
      back={{ href: "/me", label: t("back") }}
    >
      {rows.length === 0 && (
        <Empty icon="check" title={t("parked.none")}>
          {t("parked.none.text")}
        </Empty>
      )}
      <div class="stack">
        {rows.map((row) => (
          <ParkedCard key={row.id} row={row} />
        ))}
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
      <p class="quiet">{t("parked.at", { time: momentText(row.at) })}</p>
      {text && <p class="parked-text">{text}</p>}
      <p>{reason(row)}</p>
      {submission.wrong && <p class="field-error">{submission.wrong.text}</p>}
      <p class="cluster">
        <Button busy={submission.busy} onClick={() => resolve("retry")}>
          {t("try.again")}
        </Button>
        {gone(row) && (
          <Button busy={submission.busy} onClick={() => resolve("keep")}>
            {t("parked.keep")}
          </Button>
        )}
        {text && <CopyButton text={text} label={t("parked.copy")} />}
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

const gone = ({ code }: Parked): boolean => code.startsWith("space_");

function heading(row: Parked): string {
  const key = `parked.kind.${row.type}`;
  const kind = has(key) ? t(key as Extract<Key, "parked.kind.other">) : t("parked.kind.other");
  const title = titleOf(row);
  return title ? t("parked.for", { kind, title }) : kind;
}

function reason({ code, detail }: Parked): string {
  if (code.startsWith("space_")) return t("parked.why.closed");
  return code === "server_error"
    ? t("parked.why.server")
    : t("parked.why.rejected", { detail: detail || code });
}
