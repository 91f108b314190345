import { Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

export default function SignUp() {
  return <Screen title={t("title.sign-up")}>{null}</Screen>;
}
