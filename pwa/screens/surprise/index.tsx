import { useEffect, useState } from "preact/hooks";
import { type Drawn, draw, putAway } from "../../domain/surprise.ts";
import { Button, Card, Empty, Notice, Screen, Segmented, Skeleton } from "../../elements/index.ts";
import { navigate } from "../../router.ts";
import { account, spaces } from "../../store/index.ts";
import { t } from "../../words.ts";
import { useCatalogue } from "../explore/catalogue.ts";
import { tell } from "../form.ts";
import { prefer, preferencesIn } from "../me/preferences.ts";
import { keep, kept } from "./kept.ts";

/** One small suggestion. It is drawn on this device, and what becomes of it stays here. */
export default function Surprise() {
  const own = account.value?.ownSpace;
  const { catalogue, missing, again } = useCatalogue();
  if (!own) return null;
  return (
    <Screen title={t("title.surprise")} lead={t("surprise.lead")} back={{ href: "/me", label: t("back") }}>
      <div class="stack">
        {!catalogue && !missing && <Skeleton label={t("loading")} rows={1} />}
        {missing && (
          <Notice icon="cloud-off" action={<Button onClick={again}>{t("try.again")}</Button>}>
            {t("surprise.missing")}
          </Notice>
        )}
        {catalogue && <Suggestion own={own} all={catalogue.gestures} />}
        {isSomebodyThere(own) && <HowOften own={own} />}
      </div>
    </Screen>
  );
}

/** Something that can be suggested. What partners say is good for them joins `all` when they have a card for it. */
interface Gesture {
  slug: string;
  text: string;
}

function Suggestion({ own, all }: { own: string; all: readonly Gesture[] }) {
  const [drawn, setDrawn] = useState<Drawn>(() => kept(own));
  const [done, setDone] = useState(false);
  const put = (next: Drawn) => {
    keep(own, next);
    setDrawn(next);
  };
  const next = () => {
    const slugs = all.map(({ slug }) => slug);
    put(draw(slugs, drawn, Math.random));
    setDone(false);
  };
  const text = all.find(({ slug }) => slug === drawn.now)?.text;
  useEffect(() => {
    if (!text && !done) next();
  }, [text, done]);
  if (done)
    return (
      <Empty
        icon="heart"
        title={t("surprise.kind")}
        action={<Button onClick={next}>{t("surprise.show")}</Button>}
      >
        {t("surprise.kind.text")}
      </Empty>
    );
  const finish = () => {
    put(putAway(drawn));
    setDone(true);
  };
  const later = () => {
    keep(own, putAway(drawn));
    void navigate("/");
  };
  return (
    <Card as="section" roomy area="affection">
      <h2 aria-live="polite">{text}</h2>
      <Button look="primary" wide icon="check" onClick={finish}>
        {t("surprise.done")}
      </Button>
      <Button wide onClick={next}>
        {t("surprise.another")}
      </Button>
      <Button look="quiet" wide onClick={later}>
        {t("surprise.later")}
      </Button>
    </Card>
  );
}

/** As the server asks before one rings: without anybody to surprise there is nothing to choose. */
const isSomebodyThere = (own: string): boolean =>
  spaces.value.some(
    ({ id, closed, members }) => id !== own && !closed && members.filter(({ left }) => !left).length > 1,
  );

const TIMES = [0, 1, 2] as const;

function HowOften({ own }: { own: string }) {
  const [wrong, setWrong] = useState<string | null>(null);
  const chosen = preferencesIn(own).value.surprises;
  const choose = (times: string) =>
    prefer({ surprises: TIMES.find((each) => `${each}` === times) ?? 0 }).then(
      () => setWrong(null),
      (error) => setWrong(tell(error).text),
    );
  return (
    <Card>
      <Segmented
        legend={t("surprise.often")}
        options={TIMES.map((times) => ({ value: `${times}`, label: t(`surprise.often.${times}`) }))}
        value={`${chosen}`}
        onChange={(times) => void choose(times)}
      />
      <p class="quiet">{wrong ?? t("surprise.often.hint")}</p>
    </Card>
  );
}
