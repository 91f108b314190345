import { Icon } from "./icon.tsx";
import type { AreaSlug, IconName } from "./icon-names.ts";

export interface AreaGlyphProps {
  /** Whose hue it wears. */
  area: AreaSlug;
  /** Another drawing than the area's own, for a practice that has one. */
  icon?: IconName | undefined;
  size?: "medium" | "large" | undefined;
}

/** The coloured tile of an area. Decoration: the words beside it carry the meaning. */
export function AreaGlyph({ area, icon, size = "medium" }: AreaGlyphProps) {
  return (
    <span class="glyph" data-area={area} data-size={size}>
      <Icon name={icon ?? area} size={size} />
    </span>
  );
}
