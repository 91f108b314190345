import { Screen, Section } from "../../elements/index.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";
import { ThisDevice } from "./device.tsx";
import { OnLockScreen } from "./lock-screen.tsx";
import { Mine } from "./mine.tsx";
import { Missed } from "./missed.tsx";
import { OtherDevices } from "./others.tsx";
import { QuietHours } from "./quiet.tsx";
import { SuggestedToMe } from "./suggested.tsx";

/** What rings for oneself, where, when not, and what it shows. Nobody else sees any of it. */
export default function Reminders() {
  const own = account.value?.ownSpace;
  return (
    <Screen title={t("title.reminders")} lead={t("push.lead")} back={{ href: "/me", label: t("back") }}>
      <Missed />
      <SuggestedToMe />
      {own && <Mine own={own} />}
      <Section title={t("bells.devices")}>
        <div class="stack">
          <ThisDevice />
          <OtherDevices />
        </div>
      </Section>
      <OnLockScreen />
      {own && <QuietHours own={own} />}
    </Screen>
  );
}
