import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Card, Notice, Screen, Skeleton, SwitchField, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { dated } from "../customs.ts";
import { useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";
import { Address } from "./address.tsx";

export type Words = Schemas["CalendarFeedOut"]["words"];
type Feed = Schemas["CalendarFeedOut"];

/** What is being asked for the password: another address, or that events say more. */
type Asking = "address" | "own" | null;

/** One's reminders in a calendar: an address is made, shown once, and ended here. */
export default function Calendar() {
  const [feed, setFeed] = useState<Feed | null>();
  const [address, setAddress] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const { wrong, busy, run } = useSubmit();
  const load = () => run(async () => setFeed((await api("GET", "/me/calendar")).feed));
  useEffect(load, []);
  const saying = (words: Words) => async () => setFeed((await api("PATCH", "/me/calendar", { words })).feed);
  const making = async () => {
    const made = await api("PUT", "/me/calendar", { words: feed?.words ?? "neutral" });
    setFeed(made.feed);
    setAddress(made.address);
  };
  const end = () =>
    run(async () => {
      await api("DELETE", "/me/calendar");
      setFeed(null);
      setAddress(null);
      showToast({ text: t("calendar.ended") });
    });
  return (
    <Screen title={t("title.calendar")} lead={t("calendar.lead")} back={{ href: "/me", label: t("back") }}>
      {wrong && <WrongNotice wrong={wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />}
      {feed === undefined && !wrong && <Skeleton label={t("loading")} rows={2} />}
      <div class="stack">
        {address && <Address address={address} />}
        {feed && (
          <Open
            feed={feed}
            busy={busy}
            onOwn={(on) => (on ? setAsking("own") : run(saying("neutral")))}
            onAgain={() => setAsking("address")}
            onEnd={end}
          />
        )}
        {feed === null && <None onMake={() => setAsking("address")} />}
      </div>
      {asking && (
        <Ask
          title={asking === "own" ? t("calendar.own") : feed ? t("calendar.again") : t("calendar.make")}
          text={
            asking === "own"
              ? t("calendar.own.text")
              : feed
                ? t("calendar.again.text")
                : t("calendar.once.text")
          }
          submit={asking === "own" ? t("calendar.own.submit") : t("calendar.make")}
          work={asking === "own" ? saying("own") : making}
          onClose={() => setAsking(null)}
        />
      )}
    </Screen>
  );
}

function None({ onMake }: { onMake: () => void }) {
  return (
    <>
      <Notice icon="calendar">{t("calendar.reads")}</Notice>
      <Button look="primary" wide icon="calendar" onClick={onMake}>
        {t("calendar.make")}
      </Button>
    </>
  );
}

interface OpenProps {
  feed: Feed;
  busy: boolean;
  onOwn: (on: boolean) => void;
  onAgain: () => void;
  onEnd: () => void;
}

/** An address that is open: what it says, when it was read, and how it ends. */
function Open({ feed, busy, onOwn, onAgain, onEnd }: OpenProps) {
  const { words, created_on, last_read_on } = feed;
  const read = last_read_on ? t("calendar.read", { day: dayOf(last_read_on) }) : t("calendar.unread");
  return (
    <>
      <Notice icon="calendar" title={t("calendar.open")}>
        {t("calendar.since", { day: dayOf(created_on) })} {read} {t("calendar.slow")}
      </Notice>
      <Card>
        <SwitchField
          label={t("calendar.own")}
          hint={t("calendar.own.hint")}
          checked={words === "own"}
          disabled={busy}
          onChange={onOwn}
        />
      </Card>
      {words === "neutral" && <p class="quiet">{t("calendar.reads")}</p>}
      <Button wide onClick={onAgain}>
        {t("calendar.again")}
      </Button>
      <Button wide look="careful" busy={busy} onClick={onEnd}>
        {t("calendar.end")}
      </Button>
      <p class="quiet">{t("calendar.ended.text")}</p>
    </>
  );
}

/** The day is one of UTC, and is shown as it is. */
const dayOf = (day: string): string => dated(`${day}T12:00:00`, { dateStyle: "medium" });
