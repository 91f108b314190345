import { Chips, Notice, Select } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { couples } from "../space.ts";
import { spaceName } from "../today/ground.ts";

export type Days = "30" | "90" | "365";

interface Props {
  chosen: readonly string[];
  onChoose: (spaces: string[]) => void;
  days: Days;
  onDays: (days: Days) => void;
}

/** The couples that a program may see, and for how long. Never one's own space. */
export function Where({ chosen, onChoose, days, onDays }: Props) {
  const options = openCouples().map((space) => ({ value: space.id, label: spaceName(space) }));
  if (options.length === 0) return <Notice icon="info">{t("programs.couples.none")}</Notice>;
  return (
    <>
      <Chips legend={t("programs.couples")} options={options} values={chosen} onChange={onChoose} />
      <Select
        label={t("programs.days")}
        value={days}
        options={(["30", "90", "365"] as const).map((value) => ({
          value,
          label: t(`programs.days.${value}`),
        }))}
        onChange={(value) => onDays(value as Days)}
      />
    </>
  );
}

export const openCouples = () => couples.value.filter(({ closed, frozen }) => !closed && !frozen);

/** Where there is one couple alone, it is meant. */
export function soleCouple(): string[] {
  const ids = openCouples().map(({ id }) => id);
  return ids.length === 1 ? ids : [];
}
