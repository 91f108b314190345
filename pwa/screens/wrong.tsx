import type { ComponentChildren } from "preact";
import { Notice } from "../elements/index.ts";
import type { Wrong } from "./form.ts";

/** What did not work. Without network nothing went wrong: it only has to wait. */
export function WrongNotice({ wrong, action }: { wrong: Wrong; action?: ComponentChildren }) {
  const offline = wrong.code === "offline";
  return (
    <Notice tone={offline ? "calm" : "wrong"} icon={offline ? "cloud-off" : undefined} action={action} live>
      {wrong.text}
    </Notice>
  );
}
