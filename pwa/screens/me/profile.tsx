import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Profile() {
  return <Screen title={t("title.profile")}>{null}</Screen>;
}
