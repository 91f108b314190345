import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Sheet } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useSubmit } from "../form.ts";

interface Props {
  title: string;
  text: string;
  submit: string;
  /** What is done once the password was right. */
  work: () => Promise<void>;
  onClose: () => void;
}

/** Asks for the password each time: whoever holds an unlocked phone shall not take the reminders with them. */
export function Ask({ title, text, submit, work, onClose }: Props) {
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
