import { useState } from "preact/hooks";
import { Button, Field, Icon, List, Row, Section } from "../../elements/index.ts";
import type { Rec } from "../../store/index.ts";
import { t } from "../../words.ts";
import { told, useDraft } from "../form.ts";
import { dayText } from "../practice/dates.ts";
import { addMilestone, milestoneBecomes, placeAfter } from "./acts.ts";
import type { Reached } from "./celebrate.tsx";
import type { PartProps } from "./goal.tsx";

/** The places on the way. To reach one is a moment. */
export function Milestones({
  home,
  ours,
  today,
  onReached,
}: PartProps & { onReached: (what: Reached) => void }) {
  const { goal, milestones, state } = ours;
  const going = !home.closed && (state === "open" || state === "set_back");
  const reach = (way: Rec<"milestone">) => {
    told(milestoneBecomes(way, "reached", today));
    onReached({ title: way.body?.title ?? "", milestone: way.id });
  };
  if (milestones.length === 0 && !going) return null;
  return (
    <Section title={t("goal.milestones")}>
      {milestones.length > 0 && (
        <List>
          {milestones.map((way) => {
            const there = way.fields.state === "reached";
            const title = way.body?.title ?? "";
            const since = way.fields.state_on;
            return (
              <Row
                key={way.id}
                leading={
                  <span class="milestone" data-on={there ? "" : undefined}>
                    {there && <Icon name="check" size="small" />}
                  </span>
                }
                title={title}
                detail={there && since ? t("goal.reached.on", { date: dayText(since) }) : undefined}
                trailing={
                  going && (
                    <Button
                      look="quiet"
                      label={`${t(there ? "milestone.undo" : "milestone.reach")}: ${title}`}
                      onClick={() => (there ? told(milestoneBecomes(way, "open", today)) : reach(way))}
                    >
                      {t(there ? "milestone.undo" : "milestone.reach")}
                    </Button>
                  )
                }
              />
            );
          })}
        </List>
      )}
      {going && <Another ours={ours} id={goal.id} />}
    </Section>
  );
}

function Another({ ours: { goal, milestones }, id }: Pick<PartProps, "ours"> & { id: string }) {
  const [title, setTitle, drop] = useDraft(`${id}.milestone`);
  const [asked, setAsked] = useState(false);
  const add = () => {
    setAsked(true);
    if (!title.trim()) return;
    told(addMilestone(goal, title.trim(), placeAfter(milestones)));
    setTitle("");
    drop();
    setAsked(false);
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Field
        label={t("milestone.new")}
        value={title}
        maxLength={120}
        autocomplete="off"
        error={asked && !title.trim() ? t("goal.title.wrong") : undefined}
        onInput={setTitle}
      />
      <Button type="submit" icon="plus">
        {t("milestone.add")}
      </Button>
    </form>
  );
}
