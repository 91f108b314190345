import { Button, Card, Empty, Screen, showToast } from "../../elements/index.ts";
import { account, type Kind, type Rec, read, settleVersion, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { CopyButton } from "../copy.tsx";
import { useSubmit } from "../form.ts";
import { heading } from "../parked/telling.ts";
import { nameOf } from "../today/ground.ts";
import { WrongNotice } from "../wrong.tsx";
import { others } from "./open.ts";
import { valueText } from "./telling.ts";

const SHOWN = 30;
const PARTS = new Map([
  ["cadences", "form.cadence"],
  ["requires", "form.who"],
  ["rest", "form.rest"],
  ["area", "form.area"],
] as const);

/** Two phones changed the same thing without knowing of each other: both values, side by side. */
export default function Versions() {
  const open = others.value;
  return (
    <Screen
      title={t("title.versions")}
      lead={open.length > 0 ? t("versions.lead") : undefined}
      back={{ href: "/me", label: t("back") }}
    >
      {open.length === 0 && (
        <Empty icon="check" title={t("versions.none")}>
          {t("versions.none.text")}
        </Empty>
      )}
      <div class="stack">
        {open.slice(0, SHOWN).map((version) => (
          <VersionCard key={version.id} version={version} />
        ))}
      </div>
    </Screen>
  );
}

function VersionCard({ version }: { version: Rec<"version"> }) {
  const submission = useSubmit();
  const { space, fields, body } = version;
  const { type, entity_id: entity, field, author_id: author } = fields;
  const record = read(space, type as Kind, entity);
  const now = record && (field === "body" ? record.body : (record.fields as Record<string, unknown>)[field]);
  const kept = valueText(space, field, body?.value);
  const whose = author === account.value?.member.id ? t("versions.mine") : nameOf(space, author);
  const closed = spaces.value.some((each) => each.id === space && (each.closed || each.frozen));
  const part = PARTS.get(field as "rest");
  const settle = (state: "restored" | "set_aside") =>
    submission.run(async () => {
      await settleVersion(version, state);
      showToast({ text: t(`versions.${state}`) });
    });
  return (
    <Card as="article">
      <h2>{heading({ space, type, entity, fields: record?.fields ?? {} })}</h2>
      {part && <p>{t(part)}</p>}
      {record ? (
        <Value label={t("versions.now")} text={valueText(space, field, now)} />
      ) : (
        <p class="quiet">{t("versions.gone")}</p>
      )}
      <Value label={t("versions.other", { whose })} text={kept} />
      {submission.wrong && <WrongNotice wrong={submission.wrong} />}
      <p class="cluster">
        {record && !closed && (
          <Button busy={submission.busy} onClick={() => settle("restored")}>
            {t("versions.take")}
          </Button>
        )}
        {field === "body" && <CopyButton text={kept} label={t("copy.text")} />}
        {!closed && (
          <Button look="quiet" busy={submission.busy} onClick={() => settle("set_aside")}>
            {t(record ? "versions.leave" : "versions.done")}
          </Button>
        )}
      </p>
    </Card>
  );
}

function Value({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p class="quiet">{label}</p>
      <p class="parked-text">{text}</p>
    </div>
  );
}
