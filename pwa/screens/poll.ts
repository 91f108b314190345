import { useEffect } from "preact/hooks";
import { Offline } from "../api/client.ts";

const EVERY = 3000;

/** Asks again and again while the page is seen and `active`; no answer means the next time. */
export function usePoll(ask: () => Promise<void>, active: boolean): void {
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
      if (!ended) timer = setTimeout(() => void turn(), EVERY);
    };
    void turn();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [ask, active]);
}
