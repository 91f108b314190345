import { useEffect, useState } from "preact/hooks";
import { now } from "../../clock.ts";
import { Notice, Waiting } from "../../elements/index.ts";
import { loaded, status } from "../../store/index.ts";
import { t } from "../../words.ts";

const PATIENCE = 5000;

/** One quiet line on where things are. A journey is worth a word only after five seconds; it is none before. */
export function SyncLine() {
  const { state, online, since, parked } = status.value;
  const late = useLate(state === "travelling" ? since : null);
  const all = state === "everywhere" && loaded.value;
  return (
    <>
      {parked > 0 && (
        <Notice tone="care" action={<a href="/parked">{t("sync.parked.look")}</a>}>
          {t("sync.parked", { count: parked })}
        </Notice>
      )}
      {state === "here" && <Waiting state="saved">{t("sync.here")}</Waiting>}
      {state !== "here" && !online && <Waiting state="offline">{t("offline.line")}</Waiting>}
      {late && online && <Waiting state="travelling">{t("sync.travelling")}</Waiting>}
      {all && online && <Waiting state="saved">{t("sync.everywhere")}</Waiting>}
    </>
  );
}

function useLate(since: number | null): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (since === null) return;
    const timer = setTimeout(() => setLate(true), Math.max(0, since + PATIENCE - now()));
    return () => clearTimeout(timer);
  }, [since]);
  return late;
}
