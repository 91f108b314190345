import { Button, Screen, Section } from "../../elements/index.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";

const LINES = ["de", "uk", "us", "au"] as const;
const PROMISES = [1, 2, 3, 4] as const;

/** Needs no account and no network, and asks nothing of the server. */
export default function Help() {
  const home = account.value ? "/me" : "/welcome";
  return (
    <Screen title={t("title.help")} lead={t("help.lead")} back={{ href: home, label: t("back") }}>
      <Section title={t("help.exit.title")}>
        <p>{t("help.exit")}</p>
      </Section>
      <Section title={t("help.afraid.title")}>
        <div class="prose">
          <p>{t("help.afraid")}</p>
          <p>{t("help.now", { numbers: t("help.numbers.emergency") })}</p>
          <h3>{t("help.lines")}</h3>
          <ul>
            {LINES.map((country) => (
              <li key={country}>{t(`help.line.${country}`)}</li>
            ))}
          </ul>
          <p>{t("help.elsewhere")}</p>
        </div>
      </Section>
      <Section title={t("help.private.title")}>
        <div class="prose">
          <ul>
            {PROMISES.map((promise) => (
              <li key={promise}>{t(`help.private.${promise}`)}</li>
            ))}
          </ul>
        </div>
      </Section>
      <Section title={t("help.devices.title")}>
        <div class="stack">
          <p>{t("help.devices")}</p>
          {account.value ? (
            <Button href="/me/devices">{t("help.devices.open")}</Button>
          ) : (
            <Button href="/welcome">{t("help.home")}</Button>
          )}
        </div>
      </Section>
    </Screen>
  );
}
