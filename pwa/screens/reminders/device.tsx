import { useEffect, useState } from "preact/hooks";
import { Button, Notice, Skeleton } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { tell } from "../form.ts";
import { PushLate, type PushState, pushState, recheck, subscribe, unsubscribe } from "../me/subscription.ts";
import { TestPush } from "./trial.tsx";

/** Whether this device is rung, in words, and what to do about it. */
export function ThisDevice() {
  const [state, setState] = useState<PushState | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    look(setState).catch((error) => {
      setState((known) => known ?? "off");
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

/** What this device knows at once, then what became of it elsewhere. */
async function look(tell: (state: PushState) => void): Promise<void> {
  tell(await pushState());
  await recheck();
  tell(await pushState());
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
