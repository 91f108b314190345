import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Join() {
  return <Screen title={t("title.join")}>{null}</Screen>;
}
