import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Us() {
  return <Screen title={t("title.us")}>{null}</Screen>;
}
