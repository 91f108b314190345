import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Me() {
  return <Screen title={t("title.me")}>{null}</Screen>;
}
