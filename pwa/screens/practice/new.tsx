import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function NewPractice() {
  return <Screen title={t("title.new")}>{null}</Screen>;
}
