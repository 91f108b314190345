import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Card, Field, Notice, Screen, SwitchField } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";
import { Secret } from "./secret.tsx";
import { type Days, soleCouple, Where } from "./where.tsx";

type Scope = Schemas["ScopeOut"];

/** A token for a script of one's own. */
export default function NewToken() {
  const [scopes, setScopes] = useState<Scope[] | null>(null);
  const [name, setName, dropName] = useDraft("token");
  const [chosen, setChosen] = useState<string[]>([]);
  const [spaces, setSpaces] = useState(soleCouple);
  const [days, setDays] = useState<Days>("90");
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const form = useSubmit();
  const known = useSubmit();
  const load = () => known.run(async () => setScopes((await api("GET", "/me/tokens")).scopes));
  useEffect(load, []);
  const whole = name.trim() && chosen.length > 0 && spaces.length > 0;
  const make = async () => {
    const wanted = { name, scopes: chosen as Scope["name"][], spaces, days: Number(days) };
    setSecret((await api("POST", "/me/tokens", wanted)).token);
    dropName();
  };
  return (
    <Screen
      title={t("programs.make")}
      lead={secret ? undefined : t("programs.make.text")}
      back={{ href: "/me/programs", label: t("back") }}
    >
      {known.wrong && (
        <WrongNotice wrong={known.wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />
      )}
      {secret ? (
        <Secret
          title={t("programs.once")}
          text={t("programs.once.text")}
          copy={t("programs.copy")}
          secret={secret}
        />
      ) : (
        <Form
          submission={form}
          submit={t("programs.make")}
          icon="key"
          onSubmit={() => whole && setAsking(true)}
        >
          <Field
            label={t("programs.name")}
            value={name}
            onInput={setName}
            maxLength={60}
            autocomplete="off"
            error={form.tries && !name.trim() ? t("programs.name.missing") : undefined}
          />
          <Card as="section" labelledby="scopes">
            <h2 id="scopes">{t("programs.scopes")}</h2>
            {(scopes ?? []).map(({ name, says }) => (
              <SwitchField
                key={name}
                label={says}
                checked={chosen.includes(name)}
                onChange={(on) => setChosen(on ? [...chosen, name] : chosen.filter((each) => each !== name))}
              />
            ))}
          </Card>
          <Where chosen={spaces} onChoose={setSpaces} days={days} onDays={setDays} />
          {form.tries > 0 && (chosen.length === 0 || spaces.length === 0) && (
            <Notice icon="warning">{t("programs.choose")}</Notice>
          )}
        </Form>
      )}
      {asking && (
        <Ask
          title={t("programs.make")}
          text={t("programs.make.text")}
          submit={t("programs.make")}
          work={make}
          onClose={() => setAsking(false)}
        />
      )}
    </Screen>
  );
}
