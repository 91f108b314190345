import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Lock() {
  return <Screen title={t("title.lock")}>{null}</Screen>;
}
