import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Notice, Screen } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useSubmit } from "../form.ts";

/** A new password by a link of whoever hosts this Tend: `/reset#code`. */
export default function Reset({ hash }: Visit) {
  const [password, setPassword] = useState("");
  const submission = useSubmit();
  const weak = ["password_too_short", "password_common"].includes(submission.wrong?.code ?? "");
  const submit = () =>
    submission.run(async () => {
      await api("PUT", "/accounts/reset", { code: hash, password });
      await navigate("/sign-in?renewed", { replace: true });
    });
  return (
    <Screen title={t("recover.title")} lead={t("reset.lead")} back={{ href: "/sign-in", label: t("back") }}>
      {hash ? (
        <Form
          submission={submission}
          submit={t("recover.submit")}
          onSubmit={submit}
          saidAbove={weak ? [submission.wrong?.code ?? ""] : []}
        >
          <PasswordField
            fresh
            label={t("recover.new")}
            hint={t("password.hint")}
            value={password}
            onInput={setPassword}
            error={weak ? submission.wrong?.text : undefined}
          />
        </Form>
      ) : (
        <Notice tone="care">{t("reset.missing")}</Notice>
      )}
    </Screen>
  );
}
