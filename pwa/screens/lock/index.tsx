import { useState } from "preact/hooks";
import { Button, Field, Notice, Screen } from "../../elements/index.ts";
import { navigate, place } from "../../router.ts";
import { account, halted, locked, signOut, status } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { signIn } from "../account/session.ts";
import { useSubmit } from "../form.ts";
import { forgetPush } from "../me/subscription.ts";
import { forgetSpace } from "../space.ts";

/**
 * The session ended. Where that shut the screen, what is on this phone waits behind the same member's
 * password; where it only ran out, its member has come here to sign in again, and may go back.
 */
export default function Lock() {
  const asked = place.value?.path === "/unlock";
  const member = account.value?.member;
  const [password, setPassword] = useState("");
  const entering = useSubmit();
  const leaving = useSubmit();
  if (!member) return null;
  const waiting = status.value.pending + status.value.parked;
  const submit = () => {
    if (!password) return;
    entering.run(async () => {
      await signIn(member.login, password);
      if (asked) await navigate("/", { replace: true });
    });
  };
  const leave = () =>
    leaving.run(async () => {
      await signOut("keep_locked");
      forgetSpace();
      await forgetPush();
      await navigate("/sign-in", { replace: true });
    });
  return (
    <Screen title={t("title.lock")} lead={why()} back={asked ? { href: "/", label: t("back") } : undefined}>
      {waiting > 0 && <Notice icon="device">{t("lock.waiting", { count: waiting })}</Notice>}
      <Form submission={entering} submit={t("lock.submit")} onSubmit={submit}>
        <Field
          label={t("login.label")}
          hint={t("lock.as", { name: member.name })}
          value={member.login}
          onInput={() => undefined}
          autocomplete="username"
          readOnly
        />
        <PasswordField submission={entering} value={password} onInput={setPassword} />
      </Form>
      <div class="form-more">
        <Button look="quiet" busy={leaving.busy} onClick={leave}>
          {t("lock.other")}
        </Button>
        <p class="quiet">{t("lock.other.hint", { name: member.name })}</p>
      </div>
    </Screen>
  );
}

function why(): string {
  if (halted.value === "account_mismatch") return t("lock.mismatch");
  return locked.value === "revoked" ? t("lock.revoked") : t("lock.expired");
}
