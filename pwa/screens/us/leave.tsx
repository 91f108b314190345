import { api, Problem } from "../../api/client.ts";
import { Button, Card, Empty, Notice, Screen, showToast } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account, type Space, syncNow } from "../../store/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { chooseSpace, currentSpace } from "../space.ts";
import { spaceName } from "../today/ground.ts";

const back = () => ({ href: "/us", label: t("title.us") });

export default function Leave() {
  const space = currentSpace.value;
  if (space?.kind === "couple" && !space.frozen) return <LeaveCouple space={space} />;
  return (
    <Screen title={t("title.leave")} back={back()}>
      <Empty title={t("leave.which")} icon="people" />
    </Screen>
  );
}

/** One-sided and at once; it says in plain words what happens, and asks for no reason. */
function LeaveCouple({ space }: { space: Space }) {
  const { busy, wrong, run } = useSubmit();
  const leave = () =>
    run(async () => {
      await api("DELETE", `/couples/${space.id}/members/me`).catch((error: unknown) => {
        if (!(error instanceof Problem && error.status === 404)) throw error;
      });
      const own = account.peek()?.ownSpace;
      if (own) chooseSpace(own);
      showToast({ text: t("leave.done") });
      await syncNow();
      await navigate("/us", { replace: true });
    });
  return (
    <Screen title={t("leave.title", { name: spaceName(space) })} back={back()} lead={t("leave.at-once")}>
      <Card roomy>
        <p>{t("leave.yours")}</p>
        <p>{t("leave.theirs")}</p>
        {space.members.filter(({ left }) => left === null).length <= 2 && <p>{t("leave.rest")}</p>}
        <p>{t("leave.own")}</p>
      </Card>
      <Notice icon="shield" action={<a href="/help">{t("leave.safe.look")}</a>}>
        {t("leave.safe")}
      </Notice>
      {wrong && (
        <Notice tone="wrong" live>
          {wrong.text}
        </Notice>
      )}
      <div class="stack us-leave">
        <Button look="careful" wide busy={busy} onClick={leave}>
          {t("leave.act")}
        </Button>
        <Button look="quiet" wide href="/us">
          {t("leave.stay")}
        </Button>
      </div>
    </Screen>
  );
}
