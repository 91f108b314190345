/** What every form does alike: keeps what was typed, sends once, and says what went wrong and what to do. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Offline, Problem } from "../api/client.ts";
import { showToast, type Toast } from "../elements/index.ts";
import { holdUpdate, NotSaved } from "../store/index.ts";
import { has, type Key, t } from "../words.ts";

export { WrongNotice } from "./wrong.tsx";

/** Something that did not work, in words. */
export interface Wrong {
  /** The problem's code; `offline`, `not_saved` or `unknown` where no server answered. */
  code: string;
  text: string;
}

export function tell(error: unknown): Wrong {
  if (error instanceof Offline) return { code: "offline", text: t("offline.needs") };
  if (error instanceof NotSaved) return { code: "not_saved", text: t(notSaved(error)) };
  if (error instanceof Problem) return { code: error.code, text: sentence(error) };
  reportError(error);
  return { code: "unknown", text: t("problem.internal") };
}

/** Says in a toast how work went that no form waits for. */
export function told(work: Promise<unknown>, done?: Toast): void {
  work.then(
    () => done && showToast(done),
    (error) => showToast({ text: tell(error).text }),
  );
}

function notSaved({ reason }: NotSaved) {
  return reason === "quota" || reason === "outdated" ? (`not.saved.${reason}` as const) : "not.saved";
}

function sentence({ code, retryAfter, message }: Problem): string {
  if (code === "too_many_tries") {
    return t("problem.too_many_tries", { count: Math.max(1, Math.ceil((retryAfter ?? 0) / 60_000)) });
  }
  const key = `problem.${code}`;
  return has(key) ? t(key as Extract<Key, "problem.internal">) : message;
}

export interface Submission {
  busy: boolean;
  wrong: Wrong | null;
  /** How often it was tried, sent or not. From the first time on, fields say what does not fit. */
  tries: number;
  /** Counts a try; forms do. */
  count: () => void;
  /** A second call while the first one works does nothing. */
  run: (work: () => Promise<void>) => void;
}

export function useSubmit(): Submission {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Wrong | null>(null);
  const [tries, setTries] = useState(0);
  const working = useRef(false);
  const run = async (work: () => Promise<void>) => {
    if (working.current) return;
    working.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(tell(error));
    } finally {
      working.current = false;
      setBusy(false);
    }
  };
  const count = () => setTries(tries + 1);
  return { busy, wrong: failure, tries, count, run: (work) => void run(work) };
}

/** A text that outlives a reload of this tab, until it is dropped. Never for a password. */
export function useDraft(name: string, initial = ""): [string, (text: string) => void, () => void] {
  const key = `draft.${name}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? initial);
  const type = (next: string) => {
    setText(next);
    sessionStorage.setItem(key, next);
  };
  useHold(text !== initial);
  return [text, type, () => sessionStorage.removeItem(key)];
}

/** Holds the quiet update back while something typed is not saved. */
export function useHold(dirty: boolean): void {
  useEffect(() => (dirty ? holdUpdate() : undefined), [dirty]);
}
