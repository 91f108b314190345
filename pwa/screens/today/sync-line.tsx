import { useEffect, useState } from "preact/hooks";
import { now } from "../../clock.ts";
import { Notice, Waiting } from "../../elements/index.ts";
import { installed, loaded, locked, status } from "../../store/index.ts";
import { t } from "../../words.ts";

const PATIENCE = 5000;
const MINUTES = 5 * 60_000;
const DAY = 86_400_000;

/** One quiet line on where things are. A journey is worth a word only after five seconds; it is none before. */
export function SyncLine() {
  const { state, online, since, tried, parked, full } = status.value;
  const travelling = state === "travelling" ? since : null;
  const late = useLate(travelling, PATIENCE);
  const stuck = useLate(tried ? travelling : null, MINUTES);
  const old = useLate(since, DAY) && !installed();
  const all = state === "everywhere" && loaded.value && !locked.value;
  const look = <a href="/parked">{t("sync.parked.look")}</a>;
  return (
    <>
      {parked > 0 && (
        <Notice tone="care" action={look}>
          {t("sync.parked", { count: parked })}
        </Notice>
      )}
      {full && <Notice tone="care">{t("sync.full")}</Notice>}
      {old && (
        <Notice tone="care" action={look}>
          {t("sync.old")}
        </Notice>
      )}
      {state === "here" && <Waiting state="saved">{t(locked.value ? "saved" : "sync.here")}</Waiting>}
      {state !== "here" && !online && <Waiting state="offline">{t("offline.line")}</Waiting>}
      {late && online && <Waiting state="travelling">{t(stuck ? "sync.stuck" : "sync.travelling")}</Waiting>}
      {all && online && <Waiting state="saved">{t("sync.everywhere")}</Waiting>}
    </>
  );
}

function useLate(since: number | null, patience: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (since === null) return;
    const timer = setTimeout(() => setLate(true), Math.max(0, since + patience - now()));
    return () => clearTimeout(timer);
  }, [since, patience]);
  return late;
}
