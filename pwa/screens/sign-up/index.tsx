import { useState } from "preact/hooks";
import { Button, Field, Notice, Screen } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { installed } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { isLongEnough } from "../account/password.ts";
import { PasswordField } from "../account/password-field.tsx";
import { CodeCard } from "../account/recovery-code.tsx";
import { enter, keepSetup, keptSetup, loginOf, signUp } from "../account/session.ts";
import { useDraft, useSubmit } from "../form.ts";
import { keptInvitation } from "../join/invitation.ts";
import { newPhrase } from "./phrase.ts";

/** An account, then the one look at its recovery code, then on to where one was going. */
export default function SignUp({ hash }: Visit) {
  const [code, setCode] = useState<string | null>(null);
  if (hash) {
    keepSetup(hash);
    history.replaceState(history.state, "", "/sign-up"); // A secret does not stay in the address bar.
  }
  return code ? <KeepCode code={code} /> : <SignUpForm onDone={setCode} />;
}

function SignUpForm({ onDone }: { onDone: (code: string) => void }) {
  const [name, setName, dropName] = useDraft("name");
  const [login, setLogin, dropLogin] = useDraft("login");
  const [password, setPassword] = useState("");
  const submission = useSubmit();
  const { wrong, tries } = submission;
  const taken = wrong?.code === "login_taken";
  const wanted = loginOf(login);
  const submit = () => {
    if (!name.trim() || !wanted || !isLongEnough(password)) return;
    submission.run(async () => {
      const recovery = await signUp({ name: name.trim(), login: wanted, password });
      dropName();
      dropLogin();
      onDone(recovery);
    });
  };
  return (
    <Screen title={t("title.sign-up")} lead={t("sign-up.lead")} back={{ href: "/welcome", label: t("back") }}>
      {keptInvitation() && <Notice icon="link">{t("welcome.invited")}</Notice>}
      {keptSetup() && <Notice icon="key">{t("sign-up.setup")}</Notice>}
      <Form submission={submission} submit={t("sign-up.submit")} onSubmit={submit} saidAbove={taken}>
        <Field
          label={t("name.label")}
          hint={t("name.hint")}
          value={name}
          onInput={setName}
          name="name"
          autocomplete="given-name"
          autoCapitalize="words"
          maxLength={60}
          error={tries && !name.trim() ? t("name.missing") : undefined}
        />
        <Field
          label={t("login.label")}
          hint={t("login.hint")}
          value={login}
          onInput={setLogin}
          name="username"
          autocomplete="username"
          autoCapitalize="off"
          spellcheck={false}
          maxLength={32}
          error={tries && !wanted ? t("login.form") : taken ? wrong.text : undefined}
        />
        <PasswordField fresh submission={submission} value={password} onInput={setPassword} />
        <Phrase inUse={password} onUse={setPassword} />
      </Form>
      <p class="cluster form-more">
        <Button look="quiet" href="/sign-in">
          {t("sign-up.have")}
        </Button>
      </p>
    </Screen>
  );
}

/** A phrase that nobody guesses, for those who have no idea of their own. */
function Phrase({ inUse, onUse }: { inUse: string; onUse: (phrase: string) => void }) {
  const [phrase, setPhrase] = useState(newPhrase);
  return (
    <div class="phrase">
      <p class="eyebrow">{t("phrase.label")}</p>
      <p class="phrase-words">{phrase}</p>
      <p class="cluster">
        <Button icon={inUse === phrase ? "check" : undefined} onClick={() => onUse(phrase)}>
          {t("phrase.use")}
        </Button>
        <Button look="quiet" onClick={() => setPhrase(newPhrase())}>
          {t("phrase.other")}
        </Button>
      </p>
    </div>
  );
}

function KeepCode({ code }: { code: string }) {
  const goOn = () => {
    if (keptInvitation() || installed()) return enter();
    return navigate("/install?first", { replace: true });
  };
  return (
    <Screen title={t("recovery.title")} lead={t("recovery.lead")}>
      <CodeCard label={t("recovery.code")} code={code} />
      <Button look="primary" wide onClick={() => void goOn()}>
        {t("recovery.kept")}
      </Button>
    </Screen>
  );
}
