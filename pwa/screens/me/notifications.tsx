import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Notifications() {
  return <Screen title={t("title.notifications")}>{null}</Screen>;
}
