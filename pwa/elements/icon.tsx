import type { IconName } from "./icon-names.ts";

export interface IconProps {
  name: IconName;
  /** `small` 18 px, `medium` 24 px (default), `large` 32 px. */
  size?: "small" | "medium" | "large" | undefined;
}

/** One drawing of the set, in the colour of the text around it. What stands beside it says the same. */
export function Icon({ name, size = "medium" }: IconProps) {
  return (
    <svg class="icon" data-size={size} data-icon={name} viewBox="0 0 24 24" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
