import { Screen, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import type { Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { useSubmit } from "../form.ts";
import NotFound from "../not-found/index.tsx";
import { homeOf } from "../today/ground.ts";
import { change as write } from "./acts.ts";
import { amiss, draftOf, editOf, typedIn, useGoalDraft } from "./draft.ts";
import { GoalFields } from "./fields.tsx";
import { aimOf } from "./ground.ts";

export default function EditGoal({ params: { space = "", id = "" } }: Visit) {
  const home = homeOf(space).value;
  const aim = aimOf(space, id);
  return home && aim && !home.closed ? <EditForm goal={aim.goal} /> : <NotFound />;
}

function EditForm({ goal }: { goal: Rec<"goal"> }) {
  const address = `/goal/${goal.space}/${goal.id}`;
  const before = draftOf(goal);
  const [draft, change, drop] = useGoalDraft(`edit.${goal.id}`, before);
  const submission = useSubmit();
  const save = () => {
    if (amiss(draft).size > 0) return;
    submission.run(async () => {
      const edit = editOf(before, draft);
      if (Object.keys(edit).length > 0) await write(goal, edit);
      drop();
      showToast({ text: t("goal.saved") });
      await navigate(address, { replace: true });
    });
  };
  return (
    <Screen title={t("goal.edit")} back={{ href: address, label: goal.body?.title ?? t("back") }}>
      <Form close submission={submission} submit={t("save")} typed={typedIn(draft)} onSubmit={save}>
        <GoalFields draft={draft} onChange={change} wrong={submission.tries ? amiss(draft) : undefined} />
      </Form>
    </Screen>
  );
}
