import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Leave() {
  return <Screen title={t("title.leave")}>{null}</Screen>;
}
