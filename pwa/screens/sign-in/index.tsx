import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function SignIn() {
  return <Screen title={t("title.sign-in")}>{null}</Screen>;
}
