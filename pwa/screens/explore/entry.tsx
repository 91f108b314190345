import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Entry() {
  return <Screen title={t("title.practice")}>{null}</Screen>;
}
