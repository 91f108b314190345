import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Screen, SwitchField, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { isLongEnough } from "../account/password.ts";
import { PasswordField } from "../account/password-field.tsx";
import { useHold, useSubmit } from "../form.ts";

export default function Password() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [endOthers, setEndOthers] = useState(false);
  const submission = useSubmit();
  useHold(current !== "" || next !== "");
  const submit = () => {
    if (!current || !isLongEnough(next)) return;
    submission.run(async () => {
      await api("PUT", "/me/password", { current, new: next, end_others: endOthers });
      await navigate("/me");
      showToast({ text: t("password.saved") });
    });
  };
  return (
    <Screen title={t("title.password")} lead={t("password.lead")} back={{ href: "/me", label: t("back") }}>
      <Form submission={submission} submit={t("password.submit")} onSubmit={submit}>
        {/* Password managers look for whose password it is. */}
        <input hidden type="text" autocomplete="username" value={account.value?.member.login} readOnly />
        <PasswordField
          submission={submission}
          label={t("password.current")}
          value={current}
          onInput={setCurrent}
        />
        <PasswordField
          fresh
          submission={submission}
          label={t("password.new")}
          value={next}
          onInput={setNext}
        />
        <SwitchField label={t("password.others")} checked={endOthers} onChange={setEndOthers} />
      </Form>
    </Screen>
  );
}
