import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Card, Field, Notice, Screen, Section, Skeleton, SwitchField } from "../../elements/index.ts";
import { account, NIGHT, setShowDetails, showDetails } from "../../store/index.ts";
import { t } from "../../words.ts";
import { tell, useSubmit } from "../form.ts";
import { LockScreen } from "../welcome/lock-screen.tsx";
import { WrongNotice } from "../wrong.tsx";
import { prefer, preferencesIn } from "./preferences.ts";
import { PushLate, type PushState, pushState, subscribe, unsubscribe } from "./subscription.ts";

export default function Notifications() {
  const own = account.value?.ownSpace;
  return (
    <Screen title={t("title.notifications")} lead={t("push.lead")} back={{ href: "/me", label: t("back") }}>
      <ThisDevice />
      <OnLockScreen />
      {own && <QuietHours ownSpace={own} />}
    </Screen>
  );
}

/** Whether this device is rung, in words, and what to do about it. */
function ThisDevice() {
  const [state, setState] = useState<PushState | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    pushState().then(setState, (error) => {
      setState("off");
      setWrong(said(error));
    });
  }, []);
  const change = async (work: () => Promise<PushState>) => {
    setBusy(true);
    setWrong(null);
    try {
      setState(await work());
    } catch (error) {
      setWrong(said(error));
    } finally {
      setBusy(false);
    }
  };
  if (!state) return <Skeleton label={t("loading")} rows={1} />;
  return (
    <div class="stack">
      <StateNotice state={state} />
      {wrong && (
        <Notice tone="wrong" live>
          {wrong}
        </Notice>
      )}
      {state === "off" && (
        <Button look="primary" wide icon="bell" busy={busy} onClick={() => void change(subscribe)}>
          {t("push.allow")}
        </Button>
      )}
      {state === "on" && (
        <>
          <TestPush />
          <Button
            look="quiet"
            wide
            icon="bell-off"
            busy={busy}
            onClick={() => void change(() => unsubscribe().then(() => "off" as const))}
          >
            {t("push.stop")}
          </Button>
        </>
      )}
    </div>
  );
}

function StateNotice({ state }: { state: PushState }) {
  if (state === "on" || state === "off") {
    return <Notice icon={state === "on" ? "bell" : "bell-off"}>{t(`push.${state}`)}</Notice>;
  }
  const install = state === "install";
  return (
    <Notice
      tone={state === "denied" ? "care" : "calm"}
      icon={install ? "install" : "bell-off"}
      title={t(`push.${state}`)}
      action={install && <Button href="/install">{t("title.install")}</Button>}
    >
      {t(`push.${state}.text`)}
    </Notice>
  );
}

/** What the browser says, where it is not the server that refused. */
function said(error: unknown): string {
  if (error instanceof PushLate) return t("push.late");
  if (error instanceof DOMException) return t("push.refused", { reason: error.message });
  return tell(error).text;
}

type Outcome = Schemas["TrialOut"]["outcome"];

function TestPush() {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const submission = useSubmit();
  const send = () => {
    setOutcome(null);
    submission.run(async () => {
      const answer = await api("POST", "/push/test");
      setOutcome(answer.outcome);
    });
  };
  return (
    <>
      <Button wide busy={submission.busy} onClick={send}>
        {t("push.test")}
      </Button>
      {submission.wrong && <WrongNotice wrong={submission.wrong} />}
      {outcome && (
        <Notice tone={outcome === "sent" ? "calm" : "wrong"} live>
          {t(`push.test.${outcome}`)}
        </Notice>
      )}
    </>
  );
}

/** What somebody beside the phone would read. */
function OnLockScreen() {
  const [details, setDetails] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    showDetails().then(setDetails, (error) => setWrong(tell(error).text));
  }, []);
  const choose = (on: boolean) =>
    setShowDetails(on).then(
      () => setDetails(on),
      (error) => setWrong(tell(error).text),
    );
  return (
    <Section title={t("push.screen")}>
      <div class="stack">
        <LockScreen
          label={t("push.screen.label")}
          title={details ? t("push.details.title") : t("app.name")}
          body={details ? t("push.details.body") : t("push.neutral")}
        />
        <Card>
          <SwitchField
            label={t("push.details")}
            hint={wrong ?? t("push.details.hint")}
            checked={details}
            onChange={choose}
          />
        </Card>
      </div>
    </Section>
  );
}

function QuietHours({ ownSpace }: { ownSpace: string }) {
  const [wrong, setWrong] = useState<string | null>(null);
  const { quiet_from, quiet_to, zone } = preferencesIn(ownSpace).value;
  const set = (change: { quiet_from?: string | null; quiet_to?: string | null }) =>
    void prefer(change).then(
      () => setWrong(null),
      (error) => setWrong(tell(error).text),
    );
  const quiet = quiet_from !== null && quiet_to !== null;
  return (
    <Section title={t("push.quiet")}>
      <Card>
        <SwitchField
          label={t("push.quiet.on")}
          hint={wrong ?? t("push.zone", { zone: zone.replaceAll("_", " ") })}
          checked={quiet}
          onChange={(on) => set(on ? NIGHT : { quiet_from: null, quiet_to: null })}
        />
        {quiet && (
          <div class="times">
            <Field
              label={t("push.quiet.from")}
              type="time"
              value={quiet_from}
              onInput={(time) => time && set({ quiet_from: time })}
            />
            <Field
              label={t("push.quiet.to")}
              type="time"
              value={quiet_to}
              onInput={(time) => time && set({ quiet_to: time })}
            />
          </div>
        )}
      </Card>
    </Section>
  );
}
