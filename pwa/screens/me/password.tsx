import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Password() {
  return <Screen title={t("title.password")}>{null}</Screen>;
}
