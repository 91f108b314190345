import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Chips, Field, Notice, Screen, Segmented, Select } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { Form } from "../account/form.tsx";
import { useDraft, useSubmit } from "../form.ts";
import { spaceName } from "../today/ground.ts";
import { WrongNotice } from "../wrong.tsx";
import { Secret } from "./secret.tsx";
import { openCouples } from "./where.tsx";

type Whose = Schemas["WebhookOut"]["whose"];

/** An address of one's own that hears of acts. */
export default function NewWebhook() {
  const spaces = openCouples();
  const [space, setSpace] = useState(spaces[0]?.id ?? "");
  const [url, setUrl, dropUrl] = useDraft("webhook", "https://");
  const [whose, setWhose] = useState<Whose>("mine");
  const [known, setKnown] = useState<string[]>([]);
  const [events, setEvents] = useState<string[]>(["check_in.written"]);
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const form = useSubmit();
  const loading = useSubmit();
  const load = () =>
    loading.run(async () => setKnown((await api("GET", `/spaces/${space}/webhooks`)).events));
  useEffect(() => {
    if (space) load();
  }, [space]);
  const whole = /^https:\/\/[^/]/.test(url) && events.length > 0;
  const make = async () => {
    setSecret((await api("POST", `/spaces/${space}/webhooks`, { url, whose, events })).secret);
    dropUrl();
  };
  return (
    <Screen
      title={t("programs.hook.make")}
      lead={secret ? undefined : t("programs.hooks.lead")}
      back={{ href: "/me/programs", label: t("back") }}
    >
      {loading.wrong && (
        <WrongNotice wrong={loading.wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />
      )}
      {spaces.length === 0 && <Notice icon="info">{t("programs.couples.none")}</Notice>}
      {secret && (
        <Secret
          title={t("programs.hook.secret")}
          text={t("programs.hook.secret.text")}
          copy={t("programs.hook.copy")}
          secret={secret}
        />
      )}
      {spaces.length > 0 && !secret && (
        <Form submission={form} submit={t("programs.hook.make")} onSubmit={() => whole && setAsking(true)}>
          {spaces.length > 1 && (
            <Select
              label={t("programs.couples")}
              value={space}
              options={spaces.map((one) => ({ value: one.id, label: spaceName(one) }))}
              onChange={setSpace}
            />
          )}
          <Field
            label={t("programs.hook.url")}
            hint={t("programs.hook.url.hint")}
            type="url"
            value={url}
            onInput={setUrl}
            maxLength={2048}
            autocomplete="off"
            autoCapitalize="off"
            spellcheck={false}
            error={form.tries && !whole && events.length > 0 ? t("problem.refused_webhook") : undefined}
          />
          <Segmented
            legend={t("programs.hook.whose")}
            options={(["mine", "ours"] as const).map((value) => ({
              value,
              label: t(`programs.hook.${value}`),
            }))}
            value={whose}
            onChange={setWhose}
          />
          <Chips
            legend={t("programs.hook.events")}
            options={known.map((event) => ({ value: event, label: event }))}
            values={events}
            onChange={setEvents}
          />
          {form.tries > 0 && events.length === 0 && <Notice icon="warning">{t("programs.choose")}</Notice>}
        </Form>
      )}
      {asking && (
        <Ask
          title={t("programs.hook.make")}
          text={t("programs.hook.make.text")}
          submit={t("programs.hook.make")}
          work={make}
          onClose={() => setAsking(false)}
        />
      )}
    </Screen>
  );
}
