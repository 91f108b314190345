import "../../words/start.ts";
import { useState } from "preact/hooks";
import { Button, Notice, Screen, Segmented, StepList } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { inside } from "../account/session.ts";
import { CopyButton } from "../copy.tsx";
import { keptInvitation } from "../join/invitation.ts";
import { Picture } from "./pictures.tsx";
import { atHome, install, installPrompt, type Platform, platformOf } from "./prompt.ts";

/** How Tend gets onto the home screen, in pictures; by the browser's own question where it has one. */
export default function Install({ query }: Visit) {
  const [platform, setPlatform] = useState<Platform>(platformOf);
  const code = keptInvitation();
  const first = query.has("first");
  const back = { href: account.value ? "/me" : "/welcome", label: t("back") };
  return (
    <Screen title={t("title.install")} lead={t("install.lead")} back={first ? undefined : back}>
      {atHome() && <Notice icon="check">{t("install.here")}</Notice>}
      {installPrompt.value && (
        <Button look="primary" wide icon="install" onClick={() => void install()}>
          {t("install.now")}
        </Button>
      )}
      <div class="stack">
        <Segmented
          legend={t("install.which")}
          quietLegend
          options={[
            { value: "ios", label: t("install.ios") },
            { value: "android", label: t("install.android") },
            { value: "desktop", label: t("install.desktop") },
          ]}
          value={platform}
          onChange={setPlatform}
        />
        <StepList steps={stepsOf(platform)} />
        {code && (
          <Notice icon="link" action={<CopyButton text={code} label={t("install.code.copy")} />}>
            {t("install.code")}
          </Notice>
        )}
        {first && (
          <Button look="primary" wide onClick={() => void navigate(inside(), { replace: true })}>
            {t("install.done")}
          </Button>
        )}
      </div>
    </Screen>
  );
}

function stepsOf(platform: Platform) {
  if (platform === "ios") {
    return [
      step(t("install.ios.1"), t("install.ios.1.text"), "ios-1", t("install.picture.ios.1")),
      step(t("install.ios.2"), t("install.ios.2.text"), "ios-2", t("install.picture.ios.2")),
      step(t("install.ios.3"), t("install.ios.3.text"), "ios-3", t("install.picture.ios.3")),
    ];
  }
  if (platform === "android") {
    return [
      step(t("install.android.1"), t("install.android.1.text"), "android-1", t("install.picture.android.1")),
      step(t("install.android.2"), t("install.android.2.text"), "android-2", t("install.picture.android.2")),
      step(t("install.android.3"), t("install.android.3.text"), "question", t("install.picture.android.3")),
    ];
  }
  return [
    step(t("install.desktop.1"), t("install.desktop.1.text"), "desktop-1", t("install.picture.desktop.1")),
    step(t("install.desktop.2"), t("install.desktop.2.text"), "question", t("install.picture.desktop.2")),
  ];
}

function step(title: string, text: string, picture: Parameters<typeof Picture>[0]["of"], label: string) {
  return {
    title,
    children: (
      <>
        <p>{text}</p>
        <Picture of={picture} label={label} />
      </>
    ),
  };
}
