import "../../words/today.ts";
import { useEffect, useState } from "preact/hooks";
import { minute, now } from "../../clock.ts";
import { labelOf, plusDays } from "../../domain/days.ts";
import { Button, Empty, Notice, Screen, Skeleton, showToast } from "../../elements/index.ts";
import { keepSnapshot, loaded, resume, snapshot, withdrawPause } from "../../store/index.ts";
import { t } from "../../words.ts";
import { tell } from "../form.ts";
import { currentSpace } from "../space.ts";
import { deviceZone, type Home, homeOf, othersIn } from "./ground.ts";
import { useLater } from "./later.ts";
import { markWithUndo } from "./marks.ts";
import { Paper } from "./paper.tsx";
import { SyncLine } from "./sync-line.tsx";
import { asOf, type RowView, type TodayView, viewOf } from "./view.ts";

export default function Today() {
  const space = currentSpace.value;
  const home = space && homeOf(space.id).value;
  if (!home) return <Bare />;
  return <OurToday key={home.space.id} home={home} />;
}

/** Painted before the records are read: Today as it was, on today's date. Null where nothing is remembered. */
export function Remembered() {
  const view = snapshot() as TodayView | null;
  if (!view) return null;
  const nothing = () => undefined;
  return (
    <Paper
      view={asOf(view, labelOf(now(), deviceZone()))}
      now={now()}
      onSwitch={nothing}
      onMark={nothing}
      onWord={nothing}
    />
  );
}

function OurToday({ home }: { home: Home }) {
  const view = viewOf(home);
  const [switching, setSwitching] = useState(false);
  const [wording, setWording] = useState<RowView | null>(null);
  const Switch = useLater(switching, () => import("./switch.tsx"));
  const Word = useLater(wording !== null, () => import("./word.tsx"));
  const whole = loaded.value;
  useEffect(() => {
    const later = setTimeout(() => whole && keepSnapshot(view), 300);
    return () => clearTimeout(later);
  });
  const onMark = (row: RowView, done: boolean) => {
    const plant = home.plants.find(({ practice }) => practice.id === row.id);
    if (plant) markWithUndo(plant.practice, plant.label, done);
  };
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
  const goOn = () => {
    const ended = pause.fields.first === label ? withdrawPause(pause) : resume(pause, plusDays(label, -1));
    ended.then(
      () => showToast({ text: t("today.resumed") }),
      (error) => showToast({ text: tell(error).text }),
    );
  };
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
