import { useState } from "preact/hooks";
import { asArea, Screen, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useCatalogue } from "../explore/catalogue.ts";
import { useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { othersIn } from "../today/ground.ts";
import { openSpaces, plant, WhereField } from "./adopt.tsx";
import { amiss, ownDraft, typedIn } from "./draft.ts";
import { NameFields, PlanFields, RhythmFields } from "./fields.tsx";
import { useKeptDraft } from "./kept-draft.ts";

/** A practice in one's own words. */
export default function NewPractice({ params, query }: Visit) {
  useCatalogue();
  const [where, setWhere] = useState(params.space ?? "");
  const open = openSpaces();
  const space = open.find(({ id }) => id === where);
  const alone = space ? othersIn(space).length === 0 : true;
  const [draft, change, drop] = useKeptDraft("new-practice", ownDraft(alone, asArea(query.get("area"))));
  const submission = useSubmit();
  if (!space) return <NotFound />;
  const fitting = space.kind === "own" ? { ...draft, who: "me" as const } : draft;
  const save = () => {
    if (amiss(fitting).size > 0) return;
    submission.run(async () => {
      const id = await plant(space, null, fitting);
      drop();
      showToast({ text: t("adopt.planted") });
      await navigate(`/practice/${space.id}/${id}`, { replace: true });
    });
  };
  const wrongs = submission.tries ? amiss(fitting) : undefined;
  return (
    <Screen
      title={t("title.new")}
      lead={t("new.lead")}
      back={{ href: "/explore", label: t("title.explore") }}
    >
      <Form
        close
        submission={submission}
        submit={t("adopt.act")}
        icon="sprig"
        typed={typedIn(fitting)}
        onSubmit={save}
      >
        {open.length > 1 && <WhereField spaces={open} value={space.id} onChange={setWhere} />}
        <NameFields draft={fitting} onChange={change} wrong={wrongs} />
        <RhythmFields draft={fitting} onChange={change} space={space} wrong={wrongs} />
        <PlanFields draft={fitting} onChange={change} />
      </Form>
    </Screen>
  );
}
