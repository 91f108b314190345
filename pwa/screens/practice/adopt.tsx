import { useState } from "preact/hooks";
import { now } from "../../clock.ts";
import { labelOf } from "../../domain/days.ts";
import { type AreaSlug, Button, Segmented, Select, Sheet, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account, adopt, type Space } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import type { Entry } from "../explore/catalogue.ts";
import { useSubmit } from "../form.ts";
import { couples, currentSpace, ownSpace } from "../space.ts";
import { type Home, homeOf, spaceName } from "../today/ground.ts";
import { amiss, cadenceOf, type Draft, entryDraft, planOf, requiresOf, typedIn } from "./draft.ts";
import { PlanFields, RhythmFields } from "./fields.tsx";
import { useKeptDraft } from "./kept-draft.ts";
import { ReminderForm } from "./reminder-form.tsx";

export interface AdoptProps {
  open: boolean;
  area: AreaSlug;
  entry: Entry;
  onClose: () => void;
}

/** From the catalogue into a space; then, and only then, a reminder is offered. */
export default function Adopt({ open, area, entry, onClose }: AdoptProps) {
  const [planted, setPlanted] = useState<{ space: string; id: string; together: boolean } | null>(null);
  const close = () => {
    onClose();
    if (planted) void navigate("/");
  };
  return (
    <Sheet
      open={open}
      onClose={close}
      title={planted ? t("adopt.reminder") : t("adopt.title", { title: entry.title })}
      closeLabel={t("close")}
    >
      {planted ? (
        <div class="stack">
          <p class="quiet">{t("adopt.reminder.lead")}</p>
          <ReminderForm practice={planted} together={planted.together} window={entry.window} onDone={close} />
          <Button look="quiet" onClick={close}>
            {t("adopt.later")}
          </Button>
        </div>
      ) : (
        <AdoptForm area={area} entry={entry} onPlanted={setPlanted} />
      )}
    </Sheet>
  );
}

interface AdoptFormProps {
  area: AreaSlug;
  entry: Entry;
  onPlanted: (practice: { space: string; id: string; together: boolean }) => void;
}

function AdoptForm({ area, entry, onPlanted }: AdoptFormProps) {
  const [draft, change, drop] = useKeptDraft(`adopt.${entry.slug}`, entryDraft(area, entry));
  const [where, setWhere] = useState(() => currentSpace.peek()?.id);
  const submission = useSubmit();
  const open = entry.private ? [] : openSpaces();
  const space = open.find(({ id }) => id === where) ?? ownSpace.value;
  if (!space) return null;
  const fitting: Draft = space.kind === "own" ? { ...draft, who: "me" } : draft;
  const save = () => {
    if (amiss(fitting).size > 0) return;
    submission.run(async () => {
      const id = await plant(space, entry, fitting, entry.how);
      drop();
      showToast({ text: t("adopt.planted") });
      onPlanted({ space: space.id, id, together: fitting.who === "together" });
    });
  };
  return (
    <Form
      close
      submission={submission}
      submit={t("adopt.act")}
      icon="sprig"
      typed={typedIn(fitting)}
      onSubmit={save}
    >
      {open.length > 1 && <WhereField spaces={open} value={space.id} onChange={setWhere} />}
      <RhythmFields
        draft={fitting}
        onChange={change}
        space={space}
        wrong={submission.tries ? amiss(fitting) : undefined}
      />
      <PlanFields draft={fitting} onChange={change} cues={entry.plan_cues} />
    </Form>
  );
}

/** Where something new can be planted: the couples, and one's own space. */
export function openSpaces(): Space[] {
  const own = ownSpace.value;
  return [...couples.value.filter(({ closed, frozen }) => !closed && !frozen), ...(own ? [own] : [])];
}

export function WhereField(props: {
  spaces: readonly Space[];
  value: string;
  onChange: (id: string) => void;
}) {
  const options = props.spaces.map((space) => ({ value: space.id, label: spaceName(space) }));
  const field = { options, value: props.value, onChange: props.onChange };
  return options.length <= 3 ? (
    <Segmented legend={t("form.space")} {...field} />
  ) : (
    <Select label={t("form.space")} {...field} />
  );
}

/** Writes it, behind what stands there already. Starts today. */
export async function plant(
  space: Space,
  entry: Pick<Entry, "slug"> | null,
  draft: Draft,
  how?: string[],
): Promise<string> {
  const viewer = account.peek()?.member.id ?? "";
  const home = homeOf(space.id).peek();
  const start = home ? startOf(home, draft) : "";
  const last = Math.max(-1, ...(home?.plants.map(({ practice }) => practice.fields.position) ?? []));
  const summary = draft.summary.trim();
  const plan = planOf(draft);
  return adopt(space.id, {
    area: draft.area,
    catalogue: entry?.slug ?? null,
    requires: requiresOf(draft, viewer),
    cadences: [cadenceOf(draft, start)],
    start,
    rest: draft.rest,
    position: last + 1,
    body: {
      title: draft.title.trim(),
      ...(summary ? { summary } : {}),
      ...(how ? { how } : {}),
      ...(plan ? { plan } : {}),
    },
  });
}

/** The last place on Earth in which a day ends. */
const WESTERNMOST = "Etc/GMT+12";

/**
 * Today; where others take part, the earliest day that it may still be where they are, for nobody knows where
 * that is: what they do before the start would not count.
 */
function startOf({ ground }: Home, { who }: Draft): string {
  const mine = ground.today[ground.viewer] ?? "";
  if (who === "me") return mine;
  if (who === "together" && ground.home) return ground.home;
  return [mine, labelOf(now(), WESTERNMOST)].sort()[0] ?? mine;
}
