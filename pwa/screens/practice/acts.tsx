import { useState } from "preact/hooks";
import { plusDays } from "../../domain/days.ts";
import { Button, List, Row, Section, Sheet } from "../../elements/index.ts";
import { archive, type Rec, rest, resume, withdrawPause } from "../../store/index.ts";
import { t } from "../../words.ts";
import { told } from "../form.ts";
import type { Home, OurPlant } from "../today/ground.ts";
import { dayText } from "./dates.ts";
import { PauseForm } from "./pause-form.tsx";

interface ActsProps {
  home: Home;
  plant: OurPlant;
}

/** Pause, rest, let go: all of them free, and all of them to be taken back. */
export function Acts({ home, plant }: ActsProps) {
  const [sheet, setSheet] = useState<"pause" | "end" | null>(null);
  const { practice, label, mood, pauses } = plant;
  const close = () => setSheet(null);
  const resting = home.ground.rests.some(
    ({ fields }) => fields.practice_id === practice.id && fields.label === label && !fields.withdrawn,
  );
  if (mood === "ended") {
    return (
      <Button icon="sprig" onClick={() => told(archive(practice, null))}>
        {t("ended.again")}
      </Button>
    );
  }
  return (
    <Section title={t("practice.care")}>
      <List joined>
        {pauses.map((pause) => (
          <Row
            key={pause.id}
            level={0}
            icon="play"
            title={t("pause.end")}
            detail={pauseText(pause)}
            onClick={() => told(endPause(pause, label), { text: t("today.resumed") })}
          />
        ))}
        <Row
          level={0}
          icon="moon"
          title={t(resting ? "rest.undo" : "rest.act")}
          onClick={() => told(rest(practice, label, resting), resting ? undefined : { text: t("rest.done") })}
        />
        <Row level={0} icon="pause" title={t("pause.act")} onClick={() => setSheet("pause")} />
        <Row level={0} icon="leaf" title={t("ended.act")} onClick={() => setSheet("end")} />
      </List>
      <Sheet open={sheet === "pause"} onClose={close} title={t("pause.title")} closeLabel={t("close")}>
        <PauseForm home={home} plant={plant} onDone={close} />
      </Sheet>
      <Sheet
        open={sheet === "end"}
        onClose={close}
        title={t("ended.title")}
        closeLabel={t("close")}
        actions={
          <Button
            look="careful"
            wide
            onClick={() => {
              told(archive(practice, label), { text: t("ended.done") });
              close();
            }}
          >
            {t("ended.act")}
          </Button>
        }
      >
        <p>{t("ended.words")}</p>
      </Sheet>
    </Section>
  );
}

/** From today on. A pause that began today is none. */
function endPause(pause: Rec<"pause">, label: string): Promise<void> {
  return pause.fields.first >= label ? withdrawPause(pause) : resume(pause, plusDays(label, -1));
}

function pauseText({ fields: { first, last } }: Rec<"pause">): string {
  if (last === null) return t("pause.now", { date: dayText(first) });
  return t("pause.until", { date: dayText(first), until: dayText(last) });
}
