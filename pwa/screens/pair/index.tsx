import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Button, Screen, Select, StepList } from "../../elements/index.ts";
import { navigate, type Visit } from "../../router.ts";
import { account, type Space, spaces, syncNow } from "../../store/index.ts";
import { t } from "../../words.ts";
import { Form } from "../account/form.tsx";
import { deviceZone } from "../customs.ts";
import { useSubmit } from "../form.ts";
import { chooseSpace } from "../space.ts";
import { allZones } from "../zones.ts";
import { Invite } from "./invite.tsx";

/** Makes a couple, or opens the door of one: `/pair?space=…`. */
export default function Pair({ query }: Visit) {
  const couple = spaces.value.find(({ id }) => id === query.get("space")) ?? lonely(spaces.value);
  return couple ? <Invite key={couple.id} space={couple} /> : <MakeCouple />;
}

/** A couple that nobody has joined yet: it is taken up again instead of made twice. */
function lonely(all: readonly Space[]): Space | undefined {
  const me = account.value?.member.id;
  return all.find(
    ({ kind, closed, members }) =>
      kind === "couple" && !closed && members.every(({ id, left }) => id === me && left === null),
  );
}

function MakeCouple() {
  const [zone, setZone] = useState(deviceZone);
  const submission = useSubmit();
  const unknown = submission.wrong?.code === "invalid";
  const submit = () =>
    submission.run(async () => {
      const { id } = await api("POST", "/couples", { id: draftId(), home_zone: zone });
      sessionStorage.removeItem(DRAFT);
      await syncNow();
      chooseSpace(id);
      await navigate(`/pair?space=${id}`, { replace: true });
    });
  return (
    <Screen title={t("title.pair")} lead={t("pair.lead")} back={{ href: "/us", label: t("back") }}>
      <StepList
        steps={[
          { title: t("pair.steps.scan") },
          { title: t("pair.steps.open") },
          { title: t("pair.steps.confirm") },
        ]}
      />
      <Form submission={submission} submit={t("pair.make")} onSubmit={submit} saidAbove={unknown}>
        <Select
          label={t("pair.zone")}
          hint={t("pair.zone.hint")}
          value={zone}
          error={unknown ? t("pair.zone.unknown") : undefined}
          options={allZones().map((name) => ({ value: name, label: name.replaceAll("_", " ") }))}
          onChange={setZone}
        />
      </Form>
      <p class="form-more">
        <Button look="quiet" icon="key" href="/join">
          {t("pair.have.code")}
        </Button>
      </p>
    </Screen>
  );
}

const DRAFT = "tend.couple";

/** The id is made here, once, so that a request that is sent twice makes one couple. */
function draftId(): string {
  const id = sessionStorage.getItem(DRAFT) ?? crypto.randomUUID();
  sessionStorage.setItem(DRAFT, id);
  return id;
}
