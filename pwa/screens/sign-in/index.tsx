import { useState } from "preact/hooks";
import { Button, Field, Notice, Screen } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { enter, signIn } from "../account/session.ts";
import { useDraft, useSubmit } from "../form.ts";
import { keptInvitation } from "../join/invitation.ts";

export default function SignIn({ query }: Visit) {
  const [login, setLogin, dropLogin] = useDraft("login");
  const [password, setPassword] = useState("");
  const submission = useSubmit();
  const submit = () => {
    if (!login.trim() || !password) return;
    submission.run(async () => {
      await signIn(login.trim(), password);
      dropLogin();
      await enter();
    });
  };
  return (
    <Screen title={t("title.sign-in")} lead={t("sign-in.lead")} back={{ href: "/welcome", label: t("back") }}>
      {query.has("renewed") && <Notice icon="check">{t("reset.done")}</Notice>}
      {keptInvitation() && <Notice icon="link">{t("welcome.invited")}</Notice>}
      <Form submission={submission} submit={t("sign-in.submit")} onSubmit={submit}>
        <Field
          label={t("login.label")}
          value={login}
          onInput={setLogin}
          name="username"
          autocomplete="username"
          autoCapitalize="off"
          spellcheck={false}
          error={submission.tries && !login.trim() ? t("login.missing") : undefined}
        />
        <PasswordField submission={submission} value={password} onInput={setPassword} />
      </Form>
      <p class="cluster form-more">
        <Button look="quiet" href="/sign-up">
          {t("sign-in.new")}
        </Button>
        <Button look="quiet" href="/sign-in/recovery">
          {t("sign-in.forgot")}
        </Button>
      </p>
    </Screen>
  );
}
