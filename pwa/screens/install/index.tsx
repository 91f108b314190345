import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Install() {
  return <Screen title={t("title.install")}>{null}</Screen>;
}
