import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Card, Notice, Screen, Skeleton, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { eraseAccount } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Ask } from "../account/ask.tsx";
import { useSubmit } from "../form.ts";
import { forgetMe } from "../me/forget.ts";
import { WrongNotice } from "../wrong.tsx";

type Meaning = Schemas["DeletionOut"];

/** What deleting the account means, in plain words; then it is done at once. */
export default function Delete() {
  const [meaning, setMeaning] = useState<Meaning | null>(null);
  const [asking, setAsking] = useState(false);
  const { wrong, run } = useSubmit();
  const load = () => run(async () => setMeaning(await api("GET", "/me/deletion")));
  useEffect(load, []);
  return (
    <Screen
      title={t("data.delete")}
      lead={t("data.delete.lead")}
      back={{ href: "/me/data", label: t("title.data") }}
    >
      {wrong && <WrongNotice wrong={wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />}
      {!meaning && !wrong && <Skeleton label={t("loading")} rows={3} />}
      {meaning && (
        <>
          <Means {...meaning} />
          <Notice icon="book" action={<a href="/me/data">{t("data.export")}</a>}>
            {t("data.delete.first")}
          </Notice>
          <div class="stack">
            <Button wide look="careful" onClick={() => setAsking(true)}>
              {t("data.delete.act")}
            </Button>
            <Button wide look="quiet" href="/me/data">
              {t("data.delete.stay")}
            </Button>
          </div>
        </>
      )}
      {asking && (
        <Ask
          title={t("data.delete")}
          text={t("data.delete.sheet")}
          submit={t("data.delete.act")}
          work={end}
          onClose={() => setAsking(false)}
        />
      )}
    </Screen>
  );
}

function Means({ own_entries, shared_entries, couples }: Meaning) {
  return (
    <div class="stack">
      <Card as="section" roomy labelledby="goes">
        <h2 id="goes">{t("data.delete.goes")}</h2>
        <p>{t("data.delete.own", { count: own_entries })}</p>
        {shared_entries > 0 && <p>{t("data.delete.shared", { count: shared_entries })}</p>}
        <p>{t("data.delete.rest")}</p>
      </Card>
      <Card as="section" roomy labelledby="stays">
        <h2 id="stays">{t("data.delete.stays")}</h2>
        <p>{couples > 0 ? t("data.delete.couples", { count: couples }) : t("data.delete.alone")}</p>
        {shared_entries > 0 && <p>{t("data.delete.practice")}</p>}
        <p>{t("data.delete.backups")}</p>
      </Card>
    </div>
  );
}

async function end(): Promise<void> {
  await api("DELETE", "/me");
  await eraseAccount();
  await forgetMe();
  await navigate("/welcome", { replace: true });
  showToast({ text: t("data.delete.done") });
}
