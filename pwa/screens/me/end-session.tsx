import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Sheet, SwitchField } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useSubmit } from "../form.ts";

export interface Ending {
  /** A session's id, or `others`. */
  id: string;
  /** The device's name; null for all the others. */
  name: string | null;
}

interface Props {
  ending: Ending;
  onClose: () => void;
  onEnded: () => void;
}

/** Asks for the password each time: whoever holds an unlocked phone shall not close the others. */
export function EndSession({ ending: { id, name }, onClose, onEnded }: Props) {
  const [password, setPassword] = useState("");
  const [erase, setErase] = useState(false);
  const submission = useSubmit();
  const submit = () => {
    if (!password) return;
    submission.run(async () => {
      await api("PUT", "/sessions/current/confirmation", { password });
      await api("DELETE", name === null ? "/sessions/others" : `/sessions/${id}?erase=${erase}`);
      onEnded();
    });
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={name === null ? t("devices.others") : t("devices.end", { device: name })}
      closeLabel={t("close")}
    >
      <p>{name === null ? t("devices.others.text") : t("devices.end.text")}</p>
      <Form
        submission={submission}
        submit={name === null ? t("devices.others") : t("devices.end.submit")}
        onSubmit={submit}
      >
        {name !== null && (
          <SwitchField
            label={t("devices.erase")}
            hint={t("devices.erase.hint")}
            checked={erase}
            onChange={setErase}
          />
        )}
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
