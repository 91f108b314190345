import { Screen, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { editPractice } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { entryOf, useCatalogue } from "../explore/catalogue.ts";
import { useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { type Home, homeOf, type OurPlant } from "../today/ground.ts";
import { cadenceAt } from "../today/saying.ts";
import { amiss, editOf, recordDraft, typedIn } from "./draft.ts";
import { NameFields, PlanFields, RhythmFields } from "./fields.tsx";
import { useKeptDraft } from "./kept-draft.ts";

export default function EditPractice({ params: { space = "", id = "" } }: Visit) {
  const home = homeOf(space).value;
  const plant = home?.plants.find(({ practice }) => practice.id === id);
  return home && plant && !home.closed ? <EditForm home={home} plant={plant} /> : <NotFound />;
}

function EditForm({ home, plant }: { home: Home; plant: OurPlant }) {
  useCatalogue();
  const { practice, label } = plant;
  const viewer = home.ground.viewer;
  const address = `/practice/${practice.space}/${practice.id}`;
  const before = recordDraft(practice, cadenceAt(practice.fields.cadences, label), viewer);
  const [draft, change, drop] = useKeptDraft(`edit.${practice.id}`, before);
  const submission = useSubmit();
  const save = () => {
    if (amiss(draft).size > 0) return;
    submission.run(async () => {
      const edit = editOf(practice, before, draft, { viewer, today: label });
      await editPractice({ ...practice, body: null }, { ...edit.fields, ...edit.body });
      drop();
      showToast({ text: t("edit.saved") });
      await navigate(address, { replace: true });
    });
  };
  const wrongs = submission.tries ? amiss(draft) : undefined;
  return (
    <Screen title={t("edit.title")} back={{ href: address, label: practice.body?.title ?? t("back") }}>
      <Form close submission={submission} submit={t("save")} typed={typedIn(draft)} onSubmit={save}>
        <NameFields draft={draft} onChange={change} wrong={wrongs} />
        <RhythmFields draft={draft} onChange={change} space={home.space} wrong={wrongs} />
        <p class="field-hint">{t("form.change")}</p>
        <PlanFields
          draft={draft}
          onChange={change}
          cues={entryOf(practice.fields.catalogue)?.plan_cues ?? []}
        />
      </Form>
    </Screen>
  );
}
