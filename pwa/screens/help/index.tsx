import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Help() {
  return <Screen title={t("title.help")}>{null}</Screen>;
}
