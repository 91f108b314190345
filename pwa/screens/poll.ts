import { useEffect } from "preact/hooks";
import { Offline } from "../api/client.ts";

/** Asks again and again while the page is seen and `active`; no answer means the next time. */
export function usePoll(ask: () => Promise<void>, active: boolean, every = 3000): void {
  useEffect(() => {
    if (!active) return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const turn = async () => {
      try {
        if (!document.hidden) await ask();
      } catch (error) {
        if (!(error instanceof Offline)) reportError(error);
      }
      if (!ended) timer = setTimeout(() => void turn(), every);
    };
    void turn();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [ask, active, every]);
}
