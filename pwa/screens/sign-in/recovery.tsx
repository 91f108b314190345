import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Button, Field, Screen } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { isLongEnough } from "../account/password.ts";
import { PasswordField } from "../account/password-field.tsx";
import { CodeCard } from "../account/recovery-code.tsx";
import { useDraft, useSubmit } from "../form.ts";
import { proofOf } from "./proof.ts";

/** A new password by the recovery code, which is used up and followed by the next one. */
export default function Recovery() {
  const [next, setNext] = useState<string | null>(null);
  return next ? <NextCode code={next} /> : <RecoveryForm onDone={setNext} />;
}

function RecoveryForm({ onDone }: { onDone: (code: string) => void }) {
  const [login, setLogin] = useDraft("login");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [unread, setUnread] = useState(false);
  const submission = useSubmit();
  const submit = () =>
    submission.run(async () => {
      const proof = await proofOf(code);
      setUnread(!proof);
      if (!proof || !login.trim() || !isLongEnough(password)) return;
      const answer = await api("PUT", "/accounts/recovery", {
        login: login.trim(),
        proof,
        password,
      });
      onDone(answer.recovery_code);
    });
  return (
    <Screen title={t("recover.title")} lead={t("recover.lead")} back={{ href: "/sign-in", label: t("back") }}>
      <Form submission={submission} submit={t("recover.submit")} onSubmit={submit}>
        <Field
          label={t("login.label")}
          value={login}
          onInput={setLogin}
          autocomplete="username"
          autoCapitalize="off"
          spellcheck={false}
          error={submission.tries && !login.trim() ? t("login.missing") : undefined}
        />
        <Field
          label={t("recover.code")}
          hint={t("recover.code.hint")}
          value={code}
          onInput={setCode}
          autocomplete="off"
          autoCapitalize="off"
          spellcheck={false}
          error={unread ? t("recover.code.form") : undefined}
        />
        <PasswordField
          fresh
          submission={submission}
          label={t("recover.new")}
          value={password}
          onInput={setPassword}
        />
      </Form>
      <p class="quiet form-more">{t("recover.other")}</p>
    </Screen>
  );
}

function NextCode({ code }: { code: string }) {
  return (
    <Screen title={t("recovery.title")} lead={t("recovery.lead")}>
      <CodeCard label={t("recovery.code")} code={code} />
      <Button look="primary" wide onClick={() => void navigate("/sign-in?renewed", { replace: true })}>
        {t("recovery.kept")}
      </Button>
    </Screen>
  );
}
