import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Welcome() {
  return <Screen title={t("title.welcome")}>{null}</Screen>;
}
