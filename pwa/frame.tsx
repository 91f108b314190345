import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Button, IconButton, Notice, ToastRegion } from "./elements/index.ts";
import { drawn, place } from "./router.ts";
import { account, applyUpdate, halted, locked, updateReady } from "./store/index.ts";
import { t } from "./words.ts";

/** What stands around every screen: the way out, news of a version, the lock, the toasts. */
export function Frame() {
  const here = place.value;
  const shut = isShut();
  useLayoutEffect(drawn, [here]);
  if (!here) return null;
  const { Screen, params, query, hash, route } = here;
  return (
    <div class="frame">
      <QuickExit />
      {updateReady.value && <Update />}
      {halted.value === "outdated" && <Outdated>{t("update.elsewhere")}</Outdated>}
      {halted.value === "schema_too_old" && !updateReady.value && <Outdated>{t("update.too.old")}</Outdated>}
      {locked.value === "expired" && !route.open && here.path !== UNLOCK && <SignInAgain />}
      {account.value && !shut && here.path === "/" && <News />}
      {!account.value && route.tab === "/explore" && <Visitor />}
      {shut && !route.open ? <Lock /> : <Screen key={here.path} params={params} query={query} hash={hash} />}
      <ToastRegion />
    </div>
  );
}

/** Revoked, or somebody else's session: nothing is shown of what is here. A session that ran out shuts nothing. */
export const isShut = (): boolean => locked.value === "revoked" || halted.value === "account_mismatch";

export const UNLOCK = "/unlock";

function SignInAgain() {
  return (
    <Notice
      icon="lock"
      action={
        <Button look="quiet" href={UNLOCK}>
          {t("title.lock")}
        </Button>
      }
    >
      {t("lock.line")}
    </Notice>
  );
}

function Outdated({ children }: { children: string }) {
  return (
    <Notice tone="care" action={<Button onClick={() => location.reload()}>{t("update.load")}</Button>}>
      {children}
    </Notice>
  );
}

/** Clears the screen before the browser has found another page, and leaves no way back to this one. */
function QuickExit() {
  const leave = () => {
    document.body.replaceChildren();
    document.title = "";
    location.replace("about:blank");
  };
  return (
    <div class="quick-exit">
      <IconButton icon="exit" label={t("exit.label")} onClick={leave} />
    </div>
  );
}

/** Explore can be read without an account; planting something needs one. */
function Visitor() {
  return (
    <Notice
      icon="explore"
      action={
        <span class="cluster">
          <Button href="/sign-up">{t("title.sign-up")}</Button>
          <Button look="quiet" href="/welcome">
            {t("back")}
          </Button>
        </span>
      }
    >
      {t("visitor")}
    </Notice>
  );
}

function Update() {
  const [busy, setBusy] = useState(false);
  const use = () => {
    setBusy(true);
    applyUpdate().catch((error) => {
      setBusy(false);
      reportError(error);
    });
  };
  return (
    <Notice
      icon="leaf"
      live
      action={
        <Button look="quiet" busy={busy} onClick={use}>
          {t("update.now")}
        </Button>
      }
    >
      {t("update.ready")}
    </Notice>
  );
}

/** A sign-in elsewhere is told on the first screen, too; it comes after everything that was asked for. */
function News() {
  const [Notices, setNotices] = useState<ComponentType | null>(null);
  useEffect(() => {
    const load = () => {
      if (!navigator.onLine) return;
      import("./screens/me/notices.tsx").then((module) => setNotices(() => module.default), reportError);
    };
    const later = setTimeout(load, 2000);
    return () => clearTimeout(later);
  }, []);
  return Notices && <Notices />;
}

/** The lock screen comes when it is needed; until its code is here there is nothing to see. */
function Lock() {
  const [Screen, setScreen] = useState<ComponentType | null>(null);
  useEffect(() => {
    import("./screens/lock/index.tsx").then((module) => setScreen(() => module.default), reportError);
  }, []);
  return Screen && <Screen />;
}
