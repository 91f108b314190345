import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function Devices() {
  return <Screen title={t("title.devices")}>{null}</Screen>;
}
