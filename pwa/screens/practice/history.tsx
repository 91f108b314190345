import { useState } from "preact/hooks";
import { Days, Section, Segmented } from "../../elements/index.ts";
import { t } from "../../words.ts";
import type { OurGround, OurPlant } from "../today/ground.ts";
import { dateText } from "./dates.ts";
import { pastDays } from "./past.ts";

/** The days on which it was done: ours, or mine. Never whose were not. */
export function History({ plant, ground }: { plant: OurPlant; ground: OurGround }) {
  const [whose, setWhose] = useState<"ours" | "mine">("ours");
  const { practice, label, takers, takes } = plant;
  const logs = (ground.logs.get(practice.id) ?? [])
    .map(({ fields }) => fields)
    .filter((log) => !log.withdrawn);
  const shown = whose === "ours" ? logs : logs.filter(({ member_id }) => member_id === ground.viewer);
  const ofThis = ({ practice_id, withdrawn }: { practice_id: string | null; withdrawn: boolean }) =>
    !withdrawn && (practice_id === null || practice_id === practice.id);
  const days = pastDays({
    today: label,
    start: practice.fields.start,
    done: new Set(shown.map((log) => log.label)),
    rests: new Set(ground.rests.filter(({ fields }) => ofThis(fields)).map(({ fields }) => fields.label)),
    pauses: ground.pauses
      .map(({ fields }) => fields)
      .filter((pause) => ofThis(pause) && (pause.member_id === null || pause.member_id === ground.viewer)),
  });
  const count = days.filter(({ look }) => look === "mine").length;
  return (
    <Section title={t("history.title")}>
      {takers.length > 1 && takes !== "together" && (
        <Segmented
          legend={t("history.whose")}
          quietLegend
          options={[
            { value: "ours", label: t("history.ours") },
            { value: "mine", label: t("history.mine") },
          ]}
          value={whose}
          onChange={setWhose}
        />
      )}
      <div class="practice-days">
        <Days
          label={t("history.label", { count, weeks: days.length / 7 })}
          days={days.map(({ day, look }) => ({ day: dateText(day), look }))}
          today={dateText(label)}
        />
      </div>
      <p class="quiet">{t("history.key")}</p>
    </Section>
  );
}
