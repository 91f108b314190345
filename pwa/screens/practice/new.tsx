import "../../words/practice.ts";
import { useState } from "preact/hooks";
import { Button, Screen, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { t } from "../../words.ts";
import { useCatalogue } from "../explore/catalogue.ts";
import { useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { othersIn } from "../today/ground.ts";
import { WrongNotice } from "../wrong.tsx";
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
  const [draft, change, drop] = useKeptDraft("new-practice", ownDraft(alone, query.get("area") ?? undefined));
  const [tried, setTried] = useState(false);
  const { busy, wrong, run } = useSubmit();
  if (!space) return <NotFound />;
  const fitting = space.kind === "own" ? { ...draft, who: "me" as const } : draft;
  const save = () => {
    setTried(true);
    if (amiss(fitting).size > 0) return;
    run(async () => {
      const id = await plant(space, null, fitting);
      drop();
      showToast({ text: t("adopt.planted") });
      await navigate(`/practice/${space.id}/${id}`, { replace: true });
    });
  };
  const wrongs = tried ? amiss(fitting) : undefined;
  return (
    <Screen
      title={t("title.new")}
      lead={t("new.lead")}
      back={{ href: "/explore", label: t("title.explore") }}
    >
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {open.length > 1 && <WhereField spaces={open} value={space.id} onChange={setWhere} />}
        <NameFields draft={fitting} onChange={change} wrong={wrongs} />
        <RhythmFields draft={fitting} onChange={change} space={space} wrong={wrongs} />
        <PlanFields draft={fitting} onChange={change} />
        {wrong && <WrongNotice wrong={wrong} typed={typedIn(fitting)} />}
        <Button look="primary" type="submit" icon="sprig" busy={busy} wide>
          {t("adopt.act")}
        </Button>
      </form>
    </Screen>
  );
}
