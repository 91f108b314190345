import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Card, Notice, Screen, Skeleton } from "../../elements/index.ts";
import type { Visit } from "../../router.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { dropRequest, keepRequest } from "../account/session.ts";
import { useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";
import { type Days, soleCouple, Where } from "./where.tsx";

type Asked = Schemas["AskedOut"];
type Request = Omit<Schemas["ConsentIn"], "spaces" | "days">;

/** An app sent somebody here: what it asks for in plain words, and yes or not now. */
export default function Allow({ query }: Visit) {
  const here = account.value;
  useEffect(() => {
    if (here) dropRequest();
    else keepRequest(`/authorize?${query}`);
  }, [here, query]);
  if (!here) {
    return (
      <Screen title={t("title.allow")} lead={t("allow.first")}>
        <Button look="primary" wide href="/sign-in">
          {t("title.sign-in")}
        </Button>
      </Screen>
    );
  }
  return <Decide request={requestIn(query)} />;
}

function Decide({ request }: { request: Request }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { wrong, run } = useSubmit();
  const load = () => run(async () => setAsked(await read(request)));
  useEffect(load, []);
  return (
    <Screen title={t("title.allow")} lead={asked ? t("allow.lead", { app: asked.name }) : undefined}>
      {wrong && (
        <WrongNotice
          wrong={wrong}
          action={
            wrong.code === "offline" ? (
              <Button onClick={load}>{t("try.again")}</Button>
            ) : (
              <Button href="/">{t("allow.home")}</Button>
            )
          }
        />
      )}
      {!asked && !wrong && <Skeleton label={t("loading")} rows={2} />}
      {asked?.wrong && (
        <Notice icon="warning" title={t("allow.wrong", { app: asked.name })}>
          <Button onClick={() => leave(asked.refusal)}>{t("allow.back", { app: asked.name })}</Button>
        </Notice>
      )}
      {asked && !asked.wrong && <Answer asked={asked} request={request} />}
    </Screen>
  );
}

function Answer({ asked, request }: { asked: Asked; request: Request }) {
  const [spaces, setSpaces] = useState(soleCouple);
  const [days, setDays] = useState<Days>("90");
  const [asking, setAsking] = useState(false);
  const allow = async () => {
    const wanted = { ...request, spaces, days: Number(days) };
    leave((await api("POST", "/oauth/consents", wanted)).location);
  };
  return (
    <div class="stack">
      <Card as="section" roomy labelledby="wants">
        <h2 id="wants">{t("allow.wants")}</h2>
        {asked.scopes.map(({ name, says }) => (
          <p key={name}>{says}</p>
        ))}
      </Card>
      <Notice icon="shield">{t("allow.never")}</Notice>
      <Notice icon="people">{t("allow.partner")}</Notice>
      <Where chosen={spaces} onChoose={setSpaces} days={days} onDays={setDays} />
      <Button look="primary" wide disabled={spaces.length === 0} onClick={() => setAsking(true)}>
        {t("allow.yes", { app: asked.name })}
      </Button>
      <Button wide onClick={() => leave(asked.refusal)}>
        {t("allow.no")}
      </Button>
      <p class="quiet">{t("allow.goes", { host: asked.host })}</p>
      {asking && (
        <Ask
          title={t("allow.yes", { app: asked.name })}
          text={t("allow.yes.text")}
          submit={t("allow.yes", { app: asked.name })}
          work={allow}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** To the app, whose address the server has checked. */
const leave = (address: string): void => location.assign(address);

function requestIn(query: URLSearchParams): Request {
  const said = (name: string) => query.get(name) ?? "";
  return {
    client_id: said("client_id"),
    redirect_uri: said("redirect_uri"),
    response_type: said("response_type"),
    scope: said("scope"),
    state: query.get("state"),
    code_challenge: said("code_challenge"),
    code_challenge_method: said("code_challenge_method"),
  };
}

function read(request: Request): Promise<Asked> {
  const said = (name: keyof Request) => encodeURIComponent(request[name] ?? "");
  const path =
    `/oauth/consents?client_id=${said("client_id")}&redirect_uri=${said("redirect_uri")}&response_type=${said("response_type")}&scope=${said("scope")}&code_challenge=${said("code_challenge")}&code_challenge_method=${said("code_challenge_method")}` as const;
  return request.state === null || request.state === undefined
    ? api("GET", path)
    : api("GET", `${path}&state=${said("state")}` as const);
}
