import { AREAS, asArea, Chips, Field, Segmented, Select, TextArea } from "../../elements/index.ts";
import type { Space } from "../../store/index.ts";
import { t } from "../../words.ts";
import { catalogue } from "../explore/catalogue.ts";
import { nameOf, othersIn } from "../today/ground.ts";
import type { amiss, Draft } from "./draft.ts";
import { planText } from "./saying.ts";

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  /** Said beside the fields once somebody tried to save. */
  wrong?: ReturnType<typeof amiss> | undefined;
}

/** What it is called, and where it stands. */
export function NameFields({ draft, onChange, wrong }: PartProps) {
  const titles = new Map(catalogue.value?.areas.map(({ slug, title }) => [slug, title]));
  return (
    <>
      <Field
        label={t("form.title")}
        value={draft.title}
        maxLength={120}
        autocomplete="off"
        error={wrong?.has("title") ? t("form.title.wrong") : undefined}
        onInput={(title) => onChange({ title })}
      />
      <TextArea
        label={t("form.summary")}
        value={draft.summary}
        rows={2}
        maxLength={500}
        onInput={(summary) => onChange({ summary })}
      />
      <Select
        label={t("form.area")}
        value={draft.area}
        options={AREAS.map((slug) => ({ value: slug, label: titles.get(slug) ?? t(`area.${slug}`) }))}
        onChange={(area) => onChange({ area: asArea(area) ?? draft.area })}
      />
    </>
  );
}

/** Who, how often, how much rest. */
export function RhythmFields({ draft, onChange, wrong, space }: PartProps & { space: Space }) {
  const others = othersIn(space);
  const who = (["each", "together", "either", "me"] as const).map((value) => ({
    value: value as string,
    label: t(`form.who.${value}`),
  }));
  const them = others.map((id) => ({ value: `them:${id}`, label: nameOf(space.id, id) }));
  return (
    <>
      {space.kind === "couple" && (
        <Select
          label={t("form.who")}
          value={draft.who === "them" ? `them:${draft.member}` : draft.who}
          options={[...who, ...them]}
          onChange={(value) => {
            const [kind = "each", member = ""] = value.split(":");
            onChange({ who: kind as Draft["who"], member });
          }}
        />
      )}
      <Select
        label={t("form.cadence")}
        value={draft.kind}
        options={(["daily", "weekly", "monthly", "every"] as const).map((value) => ({
          value,
          label: t(`form.${value}`),
        }))}
        onChange={(kind) => onChange({ kind: kind as Draft["kind"] })}
      />
      <NumberField draft={draft} onChange={onChange} wrong={wrong} />
      <Segmented
        legend={t("form.rest")}
        options={[0, 1, 2, 3].map((count) => ({ value: String(count), label: String(count) }))}
        value={String(draft.rest)}
        onChange={(rest) => onChange({ rest: Number(rest) })}
      />
      <p class="field-hint">{t("form.rest.hint")}</p>
    </>
  );
}

function NumberField({ draft: { kind, times, days }, onChange, wrong }: PartProps) {
  if (kind === "daily") return null;
  const every = kind === "every";
  const most = kind === "weekly" ? 7 : 28;
  const error = every
    ? wrong?.has("days") && t("form.days.wrong")
    : wrong?.has("times") && t("form.times.wrong", { most });
  return (
    <Field
      type="number"
      inputMode="numeric"
      label={t(every ? "form.days" : kind === "weekly" ? "form.times.weekly" : "form.times.monthly")}
      value={every ? days : times}
      min={every ? 2 : 1}
      max={every ? 365 : most}
      error={error || undefined}
      onInput={(value) => onChange(every ? { days: value } : { times: value })}
    />
  );
}

/** An if–then plan: a cue to choose or to write, and what follows it. */
export function PlanFields({ draft, onChange, cues = [] }: PartProps & { cues?: readonly string[] }) {
  const alone = draft.who === "me";
  return (
    <>
      {cues.length > 0 && (
        <Chips
          legend={t("form.plan")}
          options={cues.map((cue) => ({ value: cue, label: cue }))}
          values={cues.filter((cue) => cue === draft.cue)}
          onChange={(chosen) => onChange({ cue: chosen.find((cue) => cue !== draft.cue) ?? "" })}
        />
      )}
      <Field
        label={t(cues.length ? "form.cue" : "form.plan")}
        hint={t("form.plan.hint")}
        value={draft.cue}
        placeholder={t("form.cue.place")}
        maxLength={200}
        autocomplete="off"
        onInput={(cue) => onChange({ cue })}
      />
      {draft.cue.trim() && (
        <>
          <Field
            label={t(alone ? "form.then.me" : "form.then.us")}
            value={draft.deed}
            placeholder={draft.title}
            maxLength={400}
            autocomplete="off"
            onInput={(deed) => onChange({ deed })}
          />
          <p class="saying practice-plan">{planText(draft.cue, draft.deed, draft.title, alone)}</p>
        </>
      )}
    </>
  );
}
