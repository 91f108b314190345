import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, IconButton, List, Row, Screen, Section, Skeleton, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { dated } from "../customs.ts";
import { useSubmit } from "../form.ts";
import { couples } from "../space.ts";
import { spaceName } from "../today/ground.ts";
import { WrongNotice } from "../wrong.tsx";
import { Hooks } from "./hooks.tsx";

type Token = Schemas["TokenOut"];

/** Everything that was let in, and the means to end each of it. */
export default function Programs() {
  const [tokens, setTokens] = useState<Token[] | null>(null);
  const { wrong, run } = useSubmit();
  const load = () => run(async () => setTokens((await api("GET", "/me/tokens")).tokens));
  useEffect(load, []);
  const end = ({ id }: Token) =>
    run(async () => {
      await api("DELETE", `/me/tokens/${id}`);
      setTokens((await api("GET", "/me/tokens")).tokens);
      showToast({ text: t("programs.ended") });
    });
  const open = couples.value.filter(({ closed, frozen }) => !closed && !frozen);
  return (
    <Screen title={t("title.programs")} lead={t("programs.lead")} back={{ href: "/me", label: t("back") }}>
      {wrong && <WrongNotice wrong={wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />}
      {!tokens && !wrong && <Skeleton label={t("loading")} rows={2} />}
      <div class="stack">
        {tokens?.length === 0 && <p class="quiet">{t("programs.none")}</p>}
        {tokens && tokens.length > 0 && <Tokens tokens={tokens} onEnd={end} />}
        <Button wide icon="key" href="/me/programs/token">
          {t("programs.make")}
        </Button>
      </div>
      {open.length > 0 && (
        <Section title={t("programs.hooks")}>
          <div class="stack">
            <p class="quiet">{t("programs.hooks.lead")}</p>
            {open.map(({ id }) => (
              <Hooks key={id} space={id} />
            ))}
            <Button wide icon="link" href="/me/programs/webhook">
              {t("programs.hook.make")}
            </Button>
          </div>
        </Section>
      )}
    </Screen>
  );
}

function Tokens({ tokens, onEnd }: { tokens: Token[]; onEnd: (token: Token) => void }) {
  return (
    <List joined>
      {tokens.map((token) => (
        <Row
          key={token.id}
          icon={token.kind === "app" ? "link" : "key"}
          level={0}
          title={token.name}
          detail={detailOf(token)}
          trailing={
            <IconButton
              icon="close"
              label={t("programs.end", { name: token.name })}
              onClick={() => onEnd(token)}
            />
          }
        />
      ))}
    </List>
  );
}

function detailOf({ kind, spaces, expires_at, used_on }: Token): string {
  const names = couples.value.filter(({ id }) => spaces.includes(id)).map(spaceName);
  const first = t("programs.detail", {
    kind: t(`programs.${kind}`),
    couples: names.join(", "),
    day: dated(expires_at, { dateStyle: "medium" }),
  });
  const used = used_on
    ? t("programs.used", { day: dated(`${used_on}T12:00:00`, { dateStyle: "medium" }) })
    : t("programs.unused");
  return `${first} · ${used}`;
}
