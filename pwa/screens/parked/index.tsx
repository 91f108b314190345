import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function ParkedPage() {
  return <Screen title={t("title.parked")}>{null}</Screen>;
}
