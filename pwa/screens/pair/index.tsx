import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Pair() {
  return <Screen title={t("title.pair")}>{null}</Screen>;
}
