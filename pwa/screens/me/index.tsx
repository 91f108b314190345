import { useState } from "preact/hooks";
import {
  Avatars,
  Button,
  Card,
  List,
  Row,
  Screen,
  Section,
  Segmented,
  SwitchField,
} from "../../elements/index.ts";
import { account, parked } from "../../store/index.ts";
import { t } from "../../words.ts";
import { tell } from "../form.ts";
import { others } from "../versions/open.ts";
import Notices from "./notices.tsx";
import { prefer, preferencesIn } from "./preferences.ts";
import { SignOut } from "./sign-out.tsx";
import { setTheme, type Theme, theme } from "./theme.ts";

const PLACES = [
  ["bell", "reminders", "/me/reminders"],
  ["calendar", "calendar", "/me/calendar"],
  ["heart", "surprise", "/surprise"],
  ["me", "profile", "/me/profile"],
  ["device", "devices", "/me/devices"],
  ["key", "password", "/me/password"],
  ["link", "programs", "/me/programs"],
  ["book", "data", "/me/data"],
  ["install", "install", "/install"],
  ["shield", "help", "/help"],
] as const;

/** Everything about oneself and this device. */
export default function Me() {
  const here = account.value;
  const [leaving, setLeaving] = useState(false);
  if (!here) return null;
  const { member, ownSpace } = here;
  const stuck = parked.value.length;
  return (
    <Screen
      title={member.name}
      eyebrow={t("me.login", { login: member.login })}
      actions={<Avatars people={[{ name: member.name, mine: true }]} />}
    >
      <Notices />
      <div class="stack">
        <List joined>
          {stuck > 0 && (
            <Row
              icon="warning"
              title={t("title.parked")}
              detail={t("me.parked.detail", { count: stuck })}
              href="/parked"
              level={0}
            />
          )}
          {others.value.length > 0 && (
            <Row
              icon="undo"
              title={t("title.versions")}
              detail={t("me.versions.detail", { count: others.value.length })}
              href="/versions"
              level={0}
            />
          )}
          {PLACES.map(([icon, place, href]) => (
            <Row
              key={place}
              icon={icon}
              title={t(`title.${place}`)}
              detail={t(`me.${place}.detail`)}
              href={href}
              level={0}
            />
          ))}
        </List>
      </div>
      <Section title={t("me.settings")}>
        <Settings ownSpace={ownSpace} />
      </Section>
      <Button wide icon="lock" onClick={() => setLeaving(true)}>
        {t("me.sign-out")}
      </Button>
      <SignOut open={leaving} onClose={() => setLeaving(false)} />
    </Screen>
  );
}

function Settings({ ownSpace }: { ownSpace: string }) {
  const [chosen, setChosen] = useState(theme);
  const [wrong, setWrong] = useState<string | null>(null);
  const choose = (next: Theme) => {
    setTheme(next);
    setChosen(next);
  };
  const hide = (on: boolean) =>
    prefer({ streaks_hidden: on }).then(
      () => setWrong(null),
      (error) => setWrong(tell(error).text),
    );
  return (
    <Card>
      <SwitchField
        label={t("me.streaks")}
        hint={wrong ?? t("me.streaks.hint")}
        checked={preferencesIn(ownSpace).value.streaks_hidden}
        onChange={hide}
      />
      <Segmented
        legend={t("me.theme")}
        options={[
          { value: "auto", label: t("me.theme.auto") },
          { value: "light", label: t("me.theme.light"), icon: "sun" },
          { value: "dark", label: t("me.theme.dark"), icon: "moon" },
        ]}
        value={chosen}
        onChange={choose}
      />
    </Card>
  );
}
