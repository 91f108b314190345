import type { ComponentChildren } from "preact";
import { IconButton } from "./button.tsx";

export interface ScreenProps {
  /** The heading of the screen; the router gives it the focus after a change of screen. */
  title: ComponentChildren;
  /** The small line above the heading: the day, the area. */
  eyebrow?: ComponentChildren | undefined;
  /** One sentence under it. */
  lead?: ComponentChildren | undefined;
  /** The way back, a real address. */
  back?: { href: string; label: string } | undefined;
  /** At the end of the top: `Avatars` in a button, an `IconButton`. */
  actions?: ComponentChildren | undefined;
  children: ComponentChildren;
}

/** The frame of every screen: way back, eyebrow, heading, then the content. */
export function Screen({ title, eyebrow, lead, back, actions, children }: ScreenProps) {
  return (
    <div class="screen">
      {back && (
        <p class="screen-back">
          <IconButton icon="back" label={back.label} href={back.href} />
        </p>
      )}
      <header class="screen-top">
        <div>
          {eyebrow && <p class="eyebrow">{eyebrow}</p>}
          <h1 tabIndex={-1}>{title}</h1>
        </div>
        {actions}
      </header>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </div>
  );
}

export interface SectionProps {
  title: string;
  children: ComponentChildren;
}

/** A part of a screen under a heading of its own. */
export function Section({ title, children }: SectionProps) {
  return (
    <section class="part">
      <header class="part-top">
        <h2>{title}</h2>
      </header>
      {children}
    </section>
  );
}
