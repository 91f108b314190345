import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";

/** A part whose code comes when it is first wanted; null until then. */
export function useLater<P>(
  wanted: boolean,
  load: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P> | null {
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  useEffect(() => {
    if (!wanted || Part) return;
    load().then(
      (module) => setPart(() => module.default),
      () => showToast({ text: t("screen.failed") }),
    );
  }, [wanted]);
  return Part;
}
