import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Explore() {
  return <Screen title={t("title.explore")}>{null}</Screen>;
}
