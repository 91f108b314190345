/** News about the account from elsewhere, until the member says "that was me". Seven days, says the server. */
import { useEffect, useState } from "preact/hooks";
import { api, Offline, Problem } from "../../api/client.ts";
import { Button, Notice } from "../../elements/index.ts";
import { locale, t } from "../../words.ts";

interface News {
  kind: "new_session" | "new_recovery" | "password_changed" | "password_reset";
  at: string;
  device: string;
}

const KEY = "tend.notices";

/** What was said to be known lies on this device: another one shows it until it is told, too. */
function known(): string[] {
  return JSON.parse(localStorage.getItem(KEY) ?? "[]");
}

export function Notices() {
  const [news, setNews] = useState<News[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    fresh(ended.signal).then(setNews, (error) => {
      const quiet = error instanceof Offline || error instanceof Problem || ended.signal.aborted;
      if (!quiet) reportError(error);
    });
    return () => ended.abort();
  }, []);
  const dismiss = (one: News) => {
    localStorage.setItem(KEY, JSON.stringify([...known(), one.at].slice(-50)));
    setNews(news.filter((each) => each !== one));
  };
  return (
    <>
      {news.map((one) => (
        <Notice
          key={one.at}
          tone="care"
          icon="shield"
          title={said(one)}
          action={
            <span class="cluster">
              <Button onClick={() => dismiss(one)}>{t("notice.known")}</Button>
              <Button look="quiet" href="/me/devices">
                {t("notice.look")}
              </Button>
            </span>
          }
        >
          {t("notice.text")}
        </Notice>
      ))}
    </>
  );
}

async function fresh(signal: AbortSignal): Promise<News[]> {
  const { notices } = await api<{ notices: News[] }>("GET", "/me", undefined, { signal });
  const old = known();
  return notices.filter(({ at }) => !old.includes(at));
}

function said({ kind, at, device }: News): string {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(at),
  );
  const where = device || t("notice.device");
  if (kind === "new_session") return t("notice.new_session", { device: where, time });
  if (kind === "password_changed") return t("notice.password_changed", { device: where, time });
  return kind === "new_recovery" ? t("notice.new_recovery", { time }) : t("notice.password_reset", { time });
}
