import type { ComponentChildren } from "preact";
import { BED, groundAt, hillAt, placesOf, strip } from "./sprig/bed.ts";
import type { SprigState } from "./sprig/geometry.ts";
import { SprigGroup } from "./sprig/sprig.tsx";

export interface GardenProps {
  /** The practices in their order; `seed` (the practice's id) keeps each plant itself. Empty: bare ground. */
  sprigs: readonly (SprigState & { seed: string })[];
  /** Spoken for the picture: "Five practices growing". */
  label: string;
  /** Under the picture, leading: "84 days together". */
  title?: ComponentChildren | undefined;
  /** Under the picture, trailing: "One leaf grew today". */
  note?: ComponentChildren | undefined;
}

const HILL = /* @__PURE__ */ strip(hillAt);
const GROUND = /* @__PURE__ */ strip(groundAt);

/** The couple's practices as one garden. The light in its sky is a sun by day and a moon in dark. */
export function Garden({ sprigs, label, title, note }: GardenProps) {
  const places = placesOf(sprigs.map((sprig) => sprig.seed));
  const standing = sprigs.map((sprig, index) => ({
    sprig,
    place: places[index] ?? { x: 0, y: 0, scale: 1 },
  }));
  const behind = standing.filter(({ place }) => place.scale < 0.8);
  const infront = standing.filter(({ place }) => place.scale >= 0.8);
  return (
    <section class="garden">
      <svg viewBox={`0 0 ${BED.width} ${BED.height}`} role="img" aria-label={label}>
        <Sky />
        <path class="hill" d={HILL} />
        <g class="far">{behind.map(standingSprig)}</g>
        <path class="ground" d={GROUND} />
        {infront.map(standingSprig)}
      </svg>
      {(title || note) && (
        <p class="garden-words">
          <b>{title}</b>
          <span>{note}</span>
        </p>
      )}
    </section>
  );
}

function standingSprig({
  sprig,
  place,
}: {
  sprig: SprigState;
  place: { x: number; y: number; scale: number };
}) {
  return (
    <g key={sprig.seed} transform={`translate(${place.x} ${place.y}) scale(${place.scale})`}>
      <SprigGroup {...sprig} />
    </g>
  );
}

function Sky() {
  return (
    <>
      <circle class="sky-glow" cx="288" cy="38" r="24" />
      <circle class="sky-sun" cx="288" cy="38" r="14" />
      <path class="sky-moon" d="M284 24a14 14 0 1 0 15.5 18.5 12 12 0 0 1-15.5-18.5Z" />
      <path class="sky-stars" d="M46 26h.01M92 14h.01M140 34h.01M198 18h.01M236 46h.01M24 58h.01" />
    </>
  );
}
