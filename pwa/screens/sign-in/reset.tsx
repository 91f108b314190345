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
  const submit = () =>
    submission.run(async () => {
      await api("PUT", "/accounts/reset", { code: hash, password });
      await navigate("/sign-in?renewed", { replace: true });
    });
  return (
    <Screen title={t("recover.title")} lead={t("reset.lead")} back={{ href: "/sign-in", label: t("back") }}>
      {hash ? (
        <Form submission={submission} submit={t("recover.submit")} onSubmit={submit}>
          <PasswordField
            fresh
            submission={submission}
            label={t("recover.new")}
            value={password}
            onInput={setPassword}
          />
        </Form>
      ) : (
        <Notice tone="care">{t("reset.missing")}</Notice>
      )}
    </Screen>
  );
}
