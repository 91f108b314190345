import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Today() {
  return <Screen title={t("title.today")}>{null}</Screen>;
}
