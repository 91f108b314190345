import { useCallback, useEffect, useState } from "preact/hooks";
import { api, Problem } from "../../api/client.ts";
import { Button, Card, Empty, Field, Screen, showToast } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { account, syncNow } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { CodeCard } from "../account/recovery-code.tsx";
import { useSubmit } from "../form.ts";
import { usePoll } from "../poll.ts";
import { chooseSpace } from "../space.ts";
import { codeIn, dropInvitation, grouped, keepInvitation, keptInvitation } from "./invitation.ts";
import { dropKnock, type Knock, keepKnock, keptKnock } from "./knock.ts";

/** Through somebody's invitation into a couple. The code is in the fragment: no server log ever sees it. */
export default function Join({ hash }: Visit) {
  const [code, setCode] = useState(keptInvitation);
  const [knock, setKnock] = useState(keptKnock);
  useEffect(() => {
    if (!hash) return;
    history.replaceState(history.state, "", "/join");
    const found = codeIn(hash);
    if (found) keepInvitation(found);
    setCode(found ?? hash);
  }, [hash]);
  if (account.value && knock) return <Waiting knock={knock} onEnd={() => setKnock(null)} />;
  if (!account.value && code && codeIn(code)) return <AccountFirst code={code} />;
  return <Enter code={code ?? ""} onKnock={setKnock} />;
}

function AccountFirst({ code }: { code: string }) {
  return (
    <Screen title={t("join.first")} lead={t("join.first.text")} back={{ href: "/welcome", label: t("back") }}>
      <div class="stack">
        <Button look="primary" wide href="/sign-up">
          {t("welcome.sign-up")}
        </Button>
        <Button wide href="/sign-in">
          {t("welcome.sign-in")}
        </Button>
        <CodeCard label={t("pair.code")} code={code} />
        <p class="quiet">{t("install.code")}</p>
        <Button look="quiet" icon="install" href="/install">
          {t("title.install")}
        </Button>
      </div>
    </Screen>
  );
}

function Enter({ code, onKnock }: { code: string; onKnock: (knock: Knock) => void }) {
  const [text, setText] = useState(() => (codeIn(code) ? grouped(code) : code));
  const submission = useSubmit();
  useEffect(() => {
    if (code) setText(codeIn(code) ? grouped(code) : code);
  }, [code]);
  const submit = () => {
    const found = codeIn(text);
    if (!found) return;
    keepInvitation(found);
    if (!account.peek()) return void navigate("/sign-up");
    submission.run(async () => onKnock(await ask(found)));
  };
  const wrong = submission.wrong?.code.startsWith("invite_") || submission.wrong?.code === "already_together";
  const home = account.value ? "/us" : "/welcome";
  return (
    <Screen title={t("title.join")} lead={t("join.lead")} back={{ href: home, label: t("back") }}>
      <Form
        submission={submission}
        submit={account.value ? t("join.submit") : t("go.on")}
        onSubmit={submit}
        saidAbove={wrong}
      >
        <Field
          label={t("join.code")}
          hint={account.value ? t("join.seen") : t("join.code.hint")}
          value={text}
          onInput={setText}
          autocomplete="off"
          autoCapitalize="off"
          spellcheck={false}
          error={
            submission.tries && !codeIn(text)
              ? t("join.code.form")
              : wrong
                ? submission.wrong?.text
                : undefined
          }
        />
      </Form>
    </Screen>
  );
}

async function ask(code: string): Promise<Knock> {
  const answer = await api("POST", "/join-requests", { code });
  dropInvitation();
  const knock = { id: answer.id, name: answer.inviter_name };
  keepKnock(knock);
  return knock;
}

function Waiting({ knock, onEnd }: { knock: Knock; onEnd: () => void }) {
  const [closed, setClosed] = useState(false);
  const leaving = useSubmit();
  const look = useCallback(async () => {
    const { state, space_id } = await stateOf(knock.id);
    if (state === "waiting") return;
    dropKnock();
    if (state === "closed" || !space_id) return setClosed(true);
    await syncNow();
    chooseSpace(space_id);
    await navigate("/", { replace: true });
    showToast({ text: t("join.done") });
  }, [knock.id]);
  usePoll(look, !closed);
  if (closed) {
    return (
      <Screen title={t("join.closed")}>
        <Empty
          icon="lock"
          title={t("join.closed.text")}
          action={<Button onClick={onEnd}>{t("join.another")}</Button>}
        />
      </Screen>
    );
  }
  const takeBack = () =>
    leaving.run(async () => {
      await api("DELETE", `/join-requests/${knock.id}`);
      dropKnock();
      onEnd();
    });
  return (
    <Screen title={t("join.waiting")}>
      <Card roomy>
        <p class="saying">{knock.name ? t("join.waiting.name", { name: knock.name }) : t("join.waiting")}</p>
        <p>{t("join.waiting.text")}</p>
        {leaving.wrong && <p class="field-error">{leaving.wrong.text}</p>}
        <Button look="quiet" busy={leaving.busy} onClick={takeBack}>
          {t("join.back")}
        </Button>
      </Card>
    </Screen>
  );
}

/** A request that is gone is closed; the answer does not say why. */
async function stateOf(id: string): Promise<{ state: string; space_id: string | null }> {
  try {
    return await api("GET", `/join-requests/${id}`);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { state: "closed", space_id: null };
    throw error;
  }
}
