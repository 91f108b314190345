/** News about the account from elsewhere, until the member says "that was me". Seven days, says the server. */
import { signal } from "@preact/signals-core";
import { useEffect } from "preact/hooks";
import { api, Offline, Problem, type Schemas } from "../../api/client.ts";
import { now } from "../../clock.ts";
import { Button, Notice } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { momentText } from "../customs.ts";

type News = Schemas["NoticeOut"];

const KEY = "tend.notices";
const AGAIN = 10 * 60_000;

/** What was said to be known lies on this device: another one shows it until it is told, too. */
function known(): string[] {
  return JSON.parse(localStorage.getItem(KEY) ?? "[]");
}

const news = signal<News[]>([]);
let looked = Number.NEGATIVE_INFINITY;

export default function Notices() {
  useEffect(() => {
    if (now() - looked < AGAIN) return;
    look().catch((error) => {
      if (!(error instanceof Offline || error instanceof Problem)) reportError(error);
    });
  }, []);
  const dismiss = (one: News) => {
    localStorage.setItem(KEY, JSON.stringify([...known(), one.at].slice(-50)));
    news.value = news.value.filter((each) => each !== one);
  };
  return (
    <>
      {news.value.map((one) => (
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

async function look(): Promise<void> {
  const { notices } = await api("GET", "/me");
  looked = now();
  const old = known();
  news.value = notices.filter(({ at }) => !old.includes(at));
}

/** At signing out: what concerns one account is not shown to the next. */
export function forgetNews(): void {
  news.value = [];
  looked = Number.NEGATIVE_INFINITY;
  localStorage.removeItem(KEY);
}

function said({ kind, at, device }: News): string {
  return t(`notice.${kind}`, { device: device || t("notice.device"), time: momentText(at) });
}
