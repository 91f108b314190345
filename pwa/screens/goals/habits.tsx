import { growthOf } from "../../domain/garden.ts";
import { IconButton, List, Row, Section, Select, Sprig } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import { cadenceText } from "../practice/saying.ts";
import { cadenceAt } from "../today/saying.ts";
import { hold } from "./acts.ts";
import type { Part } from "./page.tsx";

/** The practices that carry the goal, each with its plant: the rhythm is theirs, and stays when the goal ends. */
export function Habits({ home, aim: { goal, habits } }: Part) {
  const held = new Set(habits.map(({ fields }) => fields.practice_id));
  const plants = home.plants.filter(({ practice }) => held.has(practice.id));
  const free = home.plants.filter(({ practice, mood }) => !held.has(practice.id) && mood !== "ended");
  const mayAdd = !home.closed && free.length > 0;
  if (plants.length === 0 && !mayAdd) return null;
  return (
    <Section title={t("goal.habits")}>
      <List>
        {plants.map((plant) => {
          const title = plant.practice.body?.title ?? "";
          return (
            <Row
              key={plant.practice.id}
              leading={<Sprig {...growthOf(plant)} />}
              title={title}
              detail={cadenceText(cadenceAt(plant.practice.fields.cadences, plant.label))}
              href={`/practice/${goal.space}/${plant.practice.id}`}
              trailing={
                !home.closed && (
                  <IconButton
                    icon="close"
                    label={t("goal.habits.off", { title })}
                    onClick={() => told(hold(goal, plant.practice.id, true))}
                  />
                )
              }
            />
          );
        })}
      </List>
      {mayAdd && (
        <Select
          label={t("goal.habits.add")}
          value=""
          options={[
            { value: "", label: t("goal.habits.choose") },
            ...free.map(({ practice }) => ({ value: practice.id, label: practice.body?.title ?? "" })),
          ]}
          onChange={(id) => id && told(hold(goal, id))}
        />
      )}
    </Section>
  );
}
