import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { growthOf } from "../../domain/garden.ts";
import {
  Avatars,
  Button,
  List,
  Notice,
  Row,
  Screen,
  Section,
  Skeleton,
  Sprig,
  showToast,
} from "../../elements/index.ts";
import { account, eachSpace, live, type Space, syncNow } from "../../store/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { dateText } from "../practice/dates.ts";
import { couples, currentSpace } from "../space.ts";
import { coupleName, type Home, homeOf, nameOf, spaceName } from "../today/ground.ts";
import { useLater } from "../today/later.ts";
import { Beds } from "../today/paper.tsx";
import { viewOf } from "../today/view.ts";
import { CardSheet } from "./card-sheet.tsx";
import { cardsIn } from "./cards.ts";
import { HomeClock } from "./home-clock.tsx";
import { zoneText } from "./zones.ts";

export default function Us() {
  const space = currentSpace.value;
  const home = space && homeOf(space.id).value;
  if (home) return <OurGarden key={home.space.id} home={home} />;
  return (
    <Screen title={t("title.us")}>
      <Skeleton label={t("loading")} />
    </Screen>
  );
}

function OurGarden({ home }: { home: Home }) {
  const { space, closed } = home;
  const own = space.kind === "own";
  const [switching, setSwitching] = useState(false);
  const Switch = useLater(switching, () => import("../today/switch.tsx"));
  const view = viewOf(home);
  return (
    <Screen
      title={own ? t("us.own") : titleOf(space)}
      lead={own ? t("us.own.lead") : undefined}
      actions={!own && <Avatars people={view.people} size="large" />}
    >
      {closed && <Notice>{t("us.closed")}</Notice>}
      <Beds view={view} />
      {!own && <Rests home={home} />}
      <Practices home={home} />
      <Dreams home={home} />
      {!own && <People home={home} />}
      {!own && !closed && <HomeClock space={space.id} />}
      <Section title={t("us.switch")}>
        <List joined>
          {couples.value.length > 0 && (
            <Row level={0} icon="people" title={t("us.change")} onClick={() => setSwitching(true)} />
          )}
          {!own && !closed && (
            <Row level={0} icon="qr" title={t("us.invite")} href={`/pair?space=${space.id}`} />
          )}
          <Row level={0} icon="plus" title={t("us.another")} href="/pair" />
          {!own && !space.frozen && <Row level={0} icon="exit" title={t("us.leave")} href="/us/leave" />}
        </List>
      </Section>
      {Switch && <Switch open={switching} onClose={() => setSwitching(false)} />}
    </Screen>
  );
}

/** The couple's own name, else who it is. */
function titleOf(space: Space): string {
  return coupleName(space.id) || t("us.with", { name: spaceName(space) });
}

const askedIn = eachSpace((space) =>
  live(space, "support", (all) => all.filter(({ fields }) => fields.state === "open")),
);

/** Goals, memories and support. It says who asks for something, and on its page what. */
function Dreams({ home: { space, ground } }: { home: Home }) {
  const asked = askedIn(space.id).value.find(({ author }) => author !== ground.viewer);
  return (
    <List joined>
      <Row level={0} icon="flag" title={t("title.goals")} href={`/goals/${space.id}`} />
      <Row level={0} icon="star" title={t("title.memories")} href={`/memories/${space.id}`} />
      {space.kind === "couple" && (
        <Row
          level={0}
          icon="hand"
          title={t("title.support")}
          detail={asked && t("us.support.asked", { name: nameOf(space.id, asked.author) })}
          href={`/support/${space.id}`}
        />
      )}
    </List>
  );
}

function Practices({ home }: { home: Home }) {
  const part = (ended: boolean) => home.plants.filter(({ mood }) => (mood === "ended") === ended);
  const rows = (ended: boolean) =>
    part(ended).map((plant) => (
      <Row
        key={plant.practice.id}
        leading={<Sprig {...growthOf(plant)} />}
        title={plant.practice.body?.title}
        detail={plant.practice.body?.plan?.cue ?? plant.practice.body?.summary}
        href={`/practice/${plant.practice.space}/${plant.practice.id}`}
      />
    ));
  return (
    <Section title={t("us.practices")}>
      {part(false).length > 0 && <List>{rows(false)}</List>}
      {!home.closed && (
        <Button look="quiet" icon="plus" href="/explore">
          {t("us.add")}
        </Button>
      )}
      {part(true).length > 0 && (
        <details class="today-fold">
          <summary>{t("us.practices.ended")}</summary>
          <List>{rows(true)}</List>
        </details>
      )}
    </Section>
  );
}

function People({ home: { space, closed } }: { home: Home }) {
  const [editing, setEditing] = useState(false);
  const me = account.value?.member.id;
  const cards = cardsIn(space.id).value;
  return (
    <Section title={t("us.people")}>
      <List>
        {space.members.map(({ id, left }) => {
          const mine = id === me;
          const card = cards.get(id);
          const zone = card?.fields.home_zone;
          const detail = left ? t("us.people.left", { date: dateText(left) }) : zone && zoneText(zone);
          const may = mine && !closed;
          return (
            <Row
              key={id}
              leading={<Avatars people={[{ name: nameOf(space.id, id), mine }]} />}
              title={nameOf(space.id, id)}
              detail={card?.body?.about || detail || (mine ? t("us.people.you") : undefined)}
              trailing={
                may && (
                  <Button
                    look="quiet"
                    label={`${t("us.card.edit")}: ${t("us.card")}`}
                    onClick={() => setEditing(true)}
                  >
                    {t("us.card.edit")}
                  </Button>
                )
              }
            />
          );
        })}
      </List>
      <CardSheet space={space.id} open={editing} onClose={() => setEditing(false)} />
    </Section>
  );
}

/** Since somebody left, everything shared rests, until those who stayed say to go on. */
function Rests({ home: { space, closed } }: { home: Home }) {
  const { busy, wrong, run } = useSubmit();
  const gone = space.members.flatMap(({ left }) => (left ? [left] : []));
  const last = gone.sort().at(-1);
  if (closed || !last || (space.continued ?? []).some((day) => day >= last)) return null;
  const goOn = () =>
    run(async () => {
      await api("PUT", `/couples/${space.id}/continuation`);
      await syncNow();
      showToast({ text: t("us.rests.done") });
    });
  return (
    <Notice
      icon="moon"
      title={t("us.rests.title")}
      action={
        <Button look="quiet" busy={busy} onClick={goOn}>
          {t("us.rests.act")}
        </Button>
      }
    >
      {wrong?.text ?? t("us.rests")}
    </Notice>
  );
}
