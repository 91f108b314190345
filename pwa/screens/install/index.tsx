import { useState } from "preact/hooks";
import { Button, Notice, Screen, Segmented, type Step, StepList } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { account, installed } from "../../store/index.ts";
import { t } from "../../words.ts";
import { inside } from "../account/session.ts";
import { CopyButton } from "../copy.tsx";
import { keptInvitation } from "../join/invitation.ts";
import { Drawing, type DrawingProps } from "./drawing.tsx";
import { install, installPrompt, type Platform, platformOf } from "./prompt.ts";

const PLATFORMS = ["ios", "android", "desktop"] as const;
const STEPS = {
  ios: ["ios-1", "ios-2", "ios-3"],
  android: ["android-1", "android-2", "android-3"],
  desktop: ["desktop-1", "desktop-2"],
} as const satisfies Record<Platform, DrawingProps["of"][]>;

/** How Tend gets onto the home screen, in pictures; by the browser's own question where it has one. */
export default function Install({ query }: Visit) {
  const [platform, setPlatform] = useState<Platform>(platformOf);
  const code = keptInvitation();
  const first = query.has("first");
  const back = { href: account.value ? "/me" : "/welcome", label: t("back") };
  return (
    <Screen title={t("title.install")} lead={t("install.lead")} back={first ? undefined : back}>
      {installed() && <Notice icon="check">{t("install.here")}</Notice>}
      {installPrompt.value && (
        <Button look="primary" wide icon="install" onClick={() => void install()}>
          {t("install.now")}
        </Button>
      )}
      <div class="stack">
        <Segmented
          legend={t("install.which")}
          quietLegend
          options={PLATFORMS.map((value) => ({ value, label: t(`install.${value}`) }))}
          value={platform}
          onChange={setPlatform}
        />
        <StepList steps={STEPS[platform].map(stepOf)} />
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

function stepOf(step: (typeof STEPS)[Platform][number]): Step {
  return {
    title: t(`install.${step}`),
    children: (
      <>
        <p>{t(`install.${step}.text`)}</p>
        <Drawing of={step} label={t(`install.picture.${step}`)} />
      </>
    ),
  };
}
