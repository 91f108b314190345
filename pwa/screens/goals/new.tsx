import { useState } from "preact/hooks";
import { placeAfter } from "../../domain/goals.ts";
import { Screen, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { openSpaces, WhereField } from "../practice/adopt.tsx";
import { begin } from "./acts.ts";
import { amiss, BLANK, goalOf, typedIn, useGoalDraft } from "./draft.ts";
import { GoalFields } from "./fields.tsx";
import { aimsIn } from "./ground.ts";

/** A goal of a couple, or of one's own: it lives where it begins. */
export default function NewGoal({ params }: Visit) {
  const [where, setWhere] = useState(params.space ?? "");
  const open = openSpaces();
  const space = open.find(({ id }) => id === where);
  const [draft, change, drop] = useGoalDraft("new-goal", BLANK);
  const submission = useSubmit();
  if (!space) return <NotFound />;
  const save = () => {
    if (amiss(draft).size > 0) return;
    submission.run(async () => {
      const last = aimsIn(space.id).peek().at(-1)?.goal.fields.position;
      const id = await begin(space.id, goalOf(draft, placeAfter(last)));
      drop();
      showToast({ text: t("goal.made") });
      await navigate(`/goal/${space.id}/${id}`, { replace: true });
    });
  };
  return (
    <Screen
      title={t("goals.new")}
      lead={t("goals.empty.text")}
      back={{ href: `/goals/${space.id}`, label: t("title.goals") }}
    >
      <Form
        close
        submission={submission}
        submit={t("goal.form.make")}
        icon="flag"
        typed={typedIn(draft)}
        onSubmit={save}
      >
        {open.length > 1 && <WhereField spaces={open} value={space.id} onChange={setWhere} />}
        <GoalFields draft={draft} onChange={change} wrong={submission.tries ? amiss(draft) : undefined} />
      </Form>
    </Screen>
  );
}
