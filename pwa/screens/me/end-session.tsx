import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { SwitchField } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";

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

/** Ends one of the other devices, or all of them. */
export function EndSession({ ending: { id, name }, onClose, onEnded }: Props) {
  const [erase, setErase] = useState(false);
  const work = async () => {
    await api("DELETE", name === null ? "/sessions/others" : `/sessions/${id}?erase=${erase}`);
    onEnded();
  };
  return (
    <Ask
      title={name === null ? t("devices.others") : t("devices.end", { device: name })}
      text={name === null ? t("devices.others.text") : t("devices.end.text")}
      submit={name === null ? t("devices.others") : t("devices.end.submit")}
      work={work}
      onClose={onClose}
    >
      {name !== null && (
        <SwitchField
          label={t("devices.erase")}
          hint={t("devices.erase.hint")}
          checked={erase}
          onChange={setErase}
        />
      )}
    </Ask>
  );
}
