import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-names.ts";
import { Sprig } from "./sprig/sprig.tsx";

export interface EmptyProps {
  title: string;
  /** One or two sentences: what could be here and how it gets here. */
  children?: ComponentChildren | undefined;
  /** The one thing to do. */
  action?: ComponentChildren | undefined;
  /** Another drawing than the seedling. */
  icon?: IconName | undefined;
}

/** Nothing here yet: a seedling, a sentence, one thing to do. */
export function Empty({ title, children, action, icon }: EmptyProps) {
  return (
    <section class="empty">
      {icon ? <Icon name={icon} size="large" /> : <Sprig strength={0.12} newLeaf size="large" seed="empty" />}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </section>
  );
}

export interface NoticeProps {
  children: ComponentChildren;
  /** `calm` tells, `care` asks for attention, `wrong` says what went wrong and what to do. Default `calm`. */
  tone?: "calm" | "care" | "wrong" | undefined;
  icon?: IconName | undefined;
  title?: string | undefined;
  action?: ComponentChildren | undefined;
  /** Announced when it appears: for something that just happened. */
  live?: boolean | undefined;
}

/** A banner inside the page: offline, parked, a new device, an error with what to do. */
export function Notice({ children, tone = "calm", icon, title, action, live }: NoticeProps) {
  return (
    <div class="notice" data-tone={tone} role={live ? (tone === "wrong" ? "alert" : "status") : undefined}>
      <Icon name={icon ?? (tone === "calm" ? "info" : "warning")} />
      <div>
        {title && <strong>{title}</strong>}
        <p>{children}</p>
        {action}
      </div>
    </div>
  );
}

export interface WaitingProps {
  children: ComponentChildren;
  /** `saved`: on this phone; `travelling`: on its way; `offline`: no network. */
  state: "saved" | "travelling" | "offline";
}

/** The quiet line about where things are: "Saved on this phone. It will travel when you are online." */
export function Waiting({ children, state }: WaitingProps) {
  const icon = { saved: "device", travelling: "travelling", offline: "cloud-off" } as const;
  return (
    <p class="waiting" data-state={state}>
      <Icon name={icon[state]} size="small" />
      <span>{children}</span>
    </p>
  );
}

export interface SkeletonProps {
  /** Spoken instead of the grey shapes: "Loading". */
  label: string;
  rows?: number | undefined;
}

/** Grey paper in the shape of a list; it appears only after 200 ms. */
export function Skeleton({ label, rows = 3 }: SkeletonProps) {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="card skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}
