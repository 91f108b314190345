import { IconButton, List, Row, Section } from "../../elements/index.ts";
import { remove, spaces, write } from "../../store/index.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import { reminderText } from "../practice/reminder.ts";
import { spaceName } from "../today/ground.ts";
import { type Cue, cuesOf } from "./cues.ts";

/** Every reminder of one's own: on or off here, changed where its practice is. */
export function Mine({ own }: { own: string }) {
  const cues = cuesOf(own).value;
  return (
    <Section title={t("bells.mine")}>
      {cues.length === 0 ? (
        <p class="quiet">{t("bells.none")}</p>
      ) : (
        <List joined>
          {cues.map((cue) => (
            <CueRow key={cue.reminder.id} cue={cue} />
          ))}
        </List>
      )}
    </Section>
  );
}

function CueRow({ cue: { reminder, plant } }: { cue: Cue }) {
  const { space, id, fields } = reminder;
  const when = reminderText(fields);
  if (!plant) {
    return (
      <Row
        icon="bell-off"
        level={0}
        title={t("bells.gone")}
        detail={when}
        trailing={<IconButton icon="close" label={t("bells.away")} onClick={() => told(remove(reminder))} />}
      />
    );
  }
  const { practice } = plant;
  const title = practice.body?.title ?? "";
  const home = spaces.value.find((each) => each.id === practice.space);
  const turn = (active: boolean) =>
    told(write([{ space, type: "reminder", op: "patch", entity: id, fields: { active } }]));
  return (
    <Row
      icon={fields.active ? "bell" : "bell-off"}
      level={0}
      title={title}
      detail={home ? t("dot", { first: when, second: spaceName(home) }) : when}
      href={`/practice/${practice.space}/${practice.id}`}
      trailing={
        <input
          class="switch"
          type="checkbox"
          {...{ switch: true }}
          aria-label={t("bells.on", { title: `${title}, ${when}` })}
          checked={fields.active}
          onChange={(event) => turn(event.currentTarget.checked)}
        />
      }
    />
  );
}
