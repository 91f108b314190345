import type { ComponentChildren } from "preact";
import { AreaGlyph } from "./area-glyph.tsx";
import { Icon } from "./icon.tsx";
import type { AreaSlug, IconName } from "./icon-names.ts";

export interface CardProps {
  children: ComponentChildren;
  /** Paints it in an area's hue. */
  area?: AreaSlug | undefined;
  /** `article` and `section` want a heading inside. Default `div`. */
  as?: "div" | "section" | "article" | undefined;
  /** The id of the heading that names a section. */
  labelledby?: string | undefined;
  /** More air, for something to read. */
  roomy?: boolean | undefined;
}

/** A sheet of paper. */
export function Card({ children, area, as: Tag = "div", labelledby, roomy }: CardProps) {
  return (
    <Tag class="card" data-area={area} data-roomy={roomy ? "" : undefined} aria-labelledby={labelledby}>
      {children}
    </Tag>
  );
}

export interface RowProps {
  /** What it is: the leading line. */
  title: ComponentChildren;
  /** How and when: the quiet line below. */
  detail?: ComponentChildren | undefined;
  /** The coloured tile; `icon` replaces the area's own drawing in it. */
  area?: AreaSlug | undefined;
  icon?: IconName | undefined;
  /** Instead of the tile: a `Sprig`, an `Avatars`, … */
  leading?: ComponentChildren | undefined;
  /** A control of its own at the end (a `Ring`, an `IconButton`): stays outside the link. */
  trailing?: ComponentChildren | undefined;
  /** The words lead there; a chevron is shown when there is no `trailing`. */
  href?: string | undefined;
  /** Instead of an address. */
  onClick?: (() => void) | undefined;
  /** The level of the title's heading, 3 by default; 0 for plain text. */
  level?: 0 | 2 | 3 | 4 | undefined;
}

/** A line of a list as a card: tile, words, control. Put it in `<List>`. */
export function Row(props: RowProps) {
  const { title, detail, area, icon, leading, trailing, href, onClick, level = 3 } = props;
  const Title = level === 0 ? "span" : (`h${level}` as const);
  const words = (
    <>
      <Title class="row-title">{title}</Title>
      {detail && <span class="row-detail">{detail}</span>}
    </>
  );
  return (
    <li class="card row">
      {leading ?? (area ? <AreaGlyph area={area} icon={icon} /> : icon && <PlainGlyph icon={icon} />)}
      {href !== undefined ? (
        <a class="row-words" href={href} onClick={onClick}>
          {words}
        </a>
      ) : onClick ? (
        <button class="row-words" type="button" onClick={onClick}>
          {words}
        </button>
      ) : (
        <div class="row-words">{words}</div>
      )}
      {trailing ?? ((href !== undefined || onClick) && <Icon name="chevron" size="small" />)}
    </li>
  );
}

function PlainGlyph({ icon }: { icon: IconName }) {
  return (
    <span class="glyph" data-plain="">
      <Icon name={icon} />
    </span>
  );
}

export interface ListProps {
  children: ComponentChildren;
  /** One card with lines in it, for settings; default: a card each. */
  joined?: boolean | undefined;
}

/** A list of `Row`s. */
export function List({ children, joined }: ListProps) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the list role where list-style is none
    <ul class="list" role="list" data-joined={joined ? "" : undefined}>
      {children}
    </ul>
  );
}
