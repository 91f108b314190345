import type { IconName } from "./icon-names.ts";

export interface IconProps {
  name: IconName;
  /** Spoken name. Without it the drawing is decoration, and what stands beside it must say the same. */
  label?: string | undefined;
  /** `small` 18 px, `medium` 24 px (default), `large` 32 px. */
  size?: "small" | "medium" | "large" | undefined;
}

/** One drawing of the set, in the colour of the text around it. */
export function Icon({ name, label, size = "medium" }: IconProps) {
  return (
    <svg
      class="icon"
      data-size={size}
      data-icon={name}
      viewBox="0 0 24 24"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    >
      <use href={`#i-${name}`} />
    </svg>
  );
}
