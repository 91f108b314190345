import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Screen, SwitchField, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useHold, useSubmit } from "../form.ts";

const SHORTEST = 12;

export default function Password() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [endOthers, setEndOthers] = useState(false);
  const [tried, setTried] = useState(false);
  const submission = useSubmit();
  const code = submission.wrong?.code ?? "";
  const text = submission.wrong?.text;
  const weak = code === "password_too_short" || code === "password_common";
  useHold(current !== "" || next !== "");
  const submit = () => {
    setTried(true);
    if (!current || next.length < SHORTEST) return;
    submission.run(async () => {
      await api("PUT", "/me/password", { current, new: next, end_others: endOthers });
      await navigate("/me");
      showToast({ text: t("password.saved") });
    });
  };
  return (
    <Screen title={t("title.password")} lead={t("password.lead")} back={{ href: "/me", label: t("back") }}>
      <Form
        submission={submission}
        submit={t("password.submit")}
        onSubmit={submit}
        saidAbove={weak || code === "wrong_password" ? [code] : []}
      >
        {/* Password managers look for whose password it is. */}
        <input hidden type="text" autocomplete="username" value={account.value?.member.login} readOnly />
        <PasswordField
          label={t("password.current")}
          value={current}
          onInput={setCurrent}
          error={tried && !current ? t("password.missing") : code === "wrong_password" ? text : undefined}
        />
        <PasswordField
          fresh
          label={t("password.new")}
          hint={t("password.hint")}
          value={next}
          onInput={setNext}
          error={tried && next.length < SHORTEST ? t("problem.password_too_short") : weak ? text : undefined}
        />
        <SwitchField label={t("password.others")} checked={endOthers} onChange={setEndOthers} />
      </Form>
    </Screen>
  );
}
