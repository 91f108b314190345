import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Edit() {
  return <Screen title={t("title.edit")}>{null}</Screen>;
}
