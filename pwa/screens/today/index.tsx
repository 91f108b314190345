import { computed } from "@preact/signals-core";
import { useEffect, useMemo, useState } from "preact/hooks";
import { minute } from "../../clock.ts";
import { Button, Empty, Notice, Screen, Skeleton } from "../../elements/index.ts";
import { account, eachSpace, keepSnapshot, live, loaded } from "../../store/index.ts";
import { t } from "../../words.ts";
import { sayWrong } from "../sorry.ts";
import { currentSpace } from "../space.ts";
import { type Home, homeOf, namesIn, othersIn } from "./ground.ts";
import { useLater } from "./later.ts";
import { markWithUndo } from "./marks.ts";
import { Paper } from "./paper.tsx";
import { SyncLine } from "./sync-line.tsx";
import { type RowView, viewOf } from "./view.ts";

export default function Today() {
  const space = currentSpace.value;
  const home = space && homeOf(space.id).value;
  if (!home) return <Bare />;
  return <OurToday key={home.space.id} home={home} />;
}

function OurToday({ home }: { home: Home }) {
  const names = namesIn(home.space.id).value;
  const view = useMemo(() => viewOf(home), [home, names]);
  const [switching, setSwitching] = useState(false);
  const [wording, setWording] = useState<RowView | null>(null);
  const Switch = useLater(switching, () => import("./switch.tsx"));
  const Word = useLater(wording !== null, () => import("./word.tsx"));
  const whole = loaded.value;
  const Away = useLater(useCalm() && hasBells.value && whole, away);
  useEffect(() => {
    const later = setTimeout(() => whole && keepSnapshot(view), 300);
    return () => clearTimeout(later);
  });
  return (
    <>
      <Paper
        view={view}
        now={minute.value}
        onSwitch={() => setSwitching(true)}
        onMark={onMark}
        onWord={setWording}
        notice={<State home={home} />}
      >
        {view.sprigs.length === 0 && <Nothing home={home} whole={whole} />}
        {whole && <Company home={home} />}
        {Away && <Away />}
        <SyncLine />
      </Paper>
      {Switch && <Switch open={switching} onClose={() => setSwitching(false)} />}
      {Word && (
        <Word
          open={wording !== null}
          plant={home.plants.find(({ practice }) => practice.id === wording?.id)}
          onClose={() => setWording(null)}
        />
      )}
    </>
  );
}

/** The line on what has passed may be missing: where its code does not come, Today is whole without it. */
const away = () => import("../reminders/away.tsx").catch(() => ({ default: () => null }));

/** True once what was asked for first has had its time. */
function useCalm(): boolean {
  const [calm, setCalm] = useState(false);
  useEffect(() => {
    const later = setTimeout(() => setCalm(true), 2000);
    return () => clearTimeout(later);
  }, []);
  return calm;
}

/** Whether any reminder of one's own can ring: only then is looked what has passed. */
const bellsIn = eachSpace((own) => live(own, "reminder", (all) => all.some(({ fields }) => fields.active)));
const hasBells = computed(() => bellsIn(account.value?.ownSpace ?? "").value);

function onMark(row: RowView, done: boolean): void {
  const plant = homeOf(row.space)
    .peek()
    ?.plants.find(({ practice }) => practice.id === row.id);
  if (plant) void markWithUndo(plant.practice, plant.label, done);
}

function Bare() {
  return (
    <Screen title={t("title.today")}>
      <Skeleton label={t("loading")} />
    </Screen>
  );
}

/** Closed, or paused as a whole. */
function State({ home: { closed, ground, space } }: { home: Home }) {
  if (closed) return <Notice title={t("today.closed.title")}>{t("today.closed")}</Notice>;
  const label = ground.today[ground.viewer] ?? "";
  const pause = ground.pauses.find(
    ({ fields }) =>
      fields.practice_id === null &&
      !fields.withdrawn &&
      [null, ground.viewer].includes(fields.member_id) &&
      fields.first <= label &&
      (fields.last === null || fields.last >= label),
  );
  if (!pause) return null;
  const goOn = () => import("./go-on.ts").then((module) => module.goOn(pause, label)).catch(sayWrong);
  const ours = pause.fields.member_id === null && space.kind === "couple";
  return (
    <Notice
      icon="pause"
      action={
        <Button look="quiet" onClick={goOn}>
          {t("today.resume")}
        </Button>
      }
    >
      {t(ours ? "today.paused.all.us" : "today.paused.all")}
    </Notice>
  );
}

function Nothing({ home, whole }: { home: Home; whole: boolean }) {
  if (!whole) return <Skeleton label={t("loading")} rows={2} />;
  if (home.closed) return null;
  return (
    <Empty
      title={t("today.empty.title")}
      action={
        <Button look="primary" href="/explore">
          {t("today.empty.action")}
        </Button>
      }
    >
      {t("today.empty")}
    </Empty>
  );
}

/** On one's own, or in a couple that nobody has joined yet. */
function Company({ home: { space, closed } }: { home: Home }) {
  if (closed) return null;
  const own = space.kind === "own";
  if (!own && othersIn(space).length > 0) return null;
  return (
    <Notice
      icon={own ? "sprig" : "people"}
      title={t(own ? "today.alone.title" : "today.waiting.title")}
      action={
        <Button look="quiet" href="/pair">
          {t("today.alone.action")}
        </Button>
      }
    >
      {t(own ? "today.alone" : "today.waiting")}
    </Notice>
  );
}
