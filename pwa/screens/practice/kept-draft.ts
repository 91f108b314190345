import { useDraft } from "../form.ts";
import type { Draft } from "./draft.ts";

/** A form that outlives a reload of this tab, until it is dropped. */
export function useKeptDraft(
  name: string,
  initial: Draft,
): [draft: Draft, change: (part: Partial<Draft>) => void, drop: () => void] {
  const [text, setText, drop] = useDraft(name, JSON.stringify(initial));
  const draft = JSON.parse(text) as Draft;
  return [draft, (part) => setText(JSON.stringify({ ...draft, ...part })), drop];
}
