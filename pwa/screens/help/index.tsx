import { Button, Screen, Section } from "../../elements/index.ts";
import { account } from "../../store/index.ts";
import { t } from "../../words.ts";

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
            <li>{t("help.line.de")}</li>
            <li>{t("help.line.uk")}</li>
            <li>{t("help.line.us")}</li>
            <li>{t("help.line.au")}</li>
          </ul>
          <p>{t("help.elsewhere")}</p>
        </div>
      </Section>
      <Section title={t("help.private.title")}>
        <div class="prose">
          <ul>
            <li>{t("help.private.1")}</li>
            <li>{t("help.private.2")}</li>
            <li>{t("help.private.3")}</li>
            <li>{t("help.private.4")}</li>
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
