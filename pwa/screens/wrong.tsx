import type { ComponentChildren } from "preact";
import { Notice } from "../elements/index.ts";
import { t } from "../words.ts";
import { CopyButton } from "./copy.tsx";
import type { Wrong } from "./form.ts";

interface Props {
  wrong: Wrong;
  action?: ComponentChildren;
  /** What was typed: where this phone did not keep it, it can be taken to another place. */
  typed?: string | undefined;
}

/** What did not work. Without network nothing went wrong: it only has to wait. */
export function WrongNotice({ wrong, action, typed }: Props) {
  const offline = wrong.code === "offline";
  const copy = wrong.code === "not_saved" && typed && <CopyButton text={typed} label={t("copy.text")} />;
  return (
    <Notice
      tone={offline ? "calm" : "wrong"}
      icon={offline ? "cloud-off" : undefined}
      action={copy || action}
      live
    >
      {wrong.text}
    </Notice>
  );
}
