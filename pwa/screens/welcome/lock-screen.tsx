import { now } from "../../clock.ts";
import { Icon } from "../../elements/index.ts";
import { dated } from "../customs.ts";

export interface LockScreenProps {
  /** Spoken for the picture. */
  label: string;
  title: string;
  body: string;
}

/** A phone's lock screen with one notification on it, drawn: what somebody beside you would see. */
export function LockScreen({ label, title, body }: LockScreenProps) {
  const time = dated(now(), { timeStyle: "short" });
  return (
    <figure class="lock-screen" role="img" aria-label={`${label}: ${title}${body && `, ${body}`}`}>
      <div aria-hidden="true">
        <p class="lock-screen-time">{time}</p>
        <div class="lock-screen-note">
          <Icon name="sprig" />
          <p>
            <b>{title}</b>
            <span>{body}</span>
          </p>
        </div>
      </div>
    </figure>
  );
}
