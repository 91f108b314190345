import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-names.ts";

export interface ButtonProps {
  children: ComponentChildren;
  /** `primary`: the one main act of a screen. `careful`: ends or removes something. Default `secondary`. */
  look?: "primary" | "secondary" | "quiet" | "careful" | undefined;
  icon?: IconName | undefined;
  /** The full width of its column. */
  wide?: boolean | undefined;
  /** Shows that it is working and ignores taps; the words stay. */
  busy?: boolean | undefined;
  disabled?: boolean | undefined;
  type?: "button" | "submit" | undefined;
  /** With an address it is a link that looks like a button. */
  href?: string | undefined;
  /** A longer spoken name; must begin with the visible words. */
  label?: string | undefined;
  onClick?: ((event: MouseEvent) => void) | undefined;
}

/** Every button with words in it. At least 48 px high. */
export function Button(props: ButtonProps) {
  const {
    children,
    look = "secondary",
    icon,
    wide,
    busy,
    disabled,
    type = "button",
    href,
    label,
    onClick,
  } = props;
  const dress = {
    class: "button",
    "data-look": look,
    "data-wide": wide ? "" : undefined,
    "aria-label": label,
  };
  const inside = (
    <>
      {icon && <Icon name={icon} size="small" />}
      <span>{children}</span>
    </>
  );
  if (href !== undefined) {
    return (
      <a {...dress} href={href} onClick={onClick}>
        {inside}
      </a>
    );
  }
  return (
    <button
      {...dress}
      type={type}
      disabled={disabled}
      aria-busy={busy ? "true" : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {inside}
    </button>
  );
}

export interface IconButtonProps {
  icon: IconName;
  /** Spoken name: the drawing alone says nothing. */
  label: string;
  href?: string | undefined;
  onClick?: ((event: MouseEvent) => void) | undefined;
}

/** A 48 px target with a drawing in it. */
export function IconButton({ icon, label, href, onClick }: IconButtonProps) {
  if (href !== undefined) {
    return (
      <a class="icon-button" href={href} aria-label={label} onClick={onClick}>
        <Icon name={icon} />
      </a>
    );
  }
  return (
    <button class="icon-button" type="button" aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
