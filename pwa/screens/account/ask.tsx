import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Sheet } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { Form } from "./form.tsx";
import { PasswordField } from "./password-field.tsx";

interface Props {
  title: string;
  text: string;
  submit: string;
  /** What is done once the password was right. */
  work: () => Promise<void>;
  onClose: () => void;
  /** What else is chosen, above the password. */
  children?: ComponentChildren;
}

/** Asks for the password each time: whoever holds an unlocked phone shall not do this with it. */
export function Ask({ title, text, submit, work, onClose, children }: Props) {
  const [password, setPassword] = useState("");
  const submission = useSubmit();
  const confirm = () => {
    if (!password) return;
    submission.run(async () => {
      await api("PUT", "/sessions/current/confirmation", { password });
      await work();
      onClose();
    });
  };
  return (
    <Sheet open onClose={onClose} title={title} closeLabel={t("close")}>
      <p>{text}</p>
      <Form submission={submission} submit={submit} onSubmit={confirm}>
        {children}
        <PasswordField
          submission={submission}
          hint={t("confirm.text")}
          value={password}
          onInput={setPassword}
        />
      </Form>
    </Sheet>
  );
}
