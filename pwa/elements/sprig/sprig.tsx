import { type Leaf, type SprigState, sprigShape } from "./geometry.ts";

const LEAF = "M0 0C5-10 17-13.5 28-7 23 3.5 10 7 0 0Z";
const SHADE = "M0 0Q14-2 28-7C23 3.5 10 7 0 0Z";
const PETALS = [0, 72, 144, 216, 288];

/** The plant itself, standing on (0, 0): for a drawing that holds several. */
export function SprigGroup(state: SprigState) {
  const shape = sprigShape(state);
  const mood = state.paused ? "paused" : state.rest ? "rest" : "grown";
  return (
    <g class="sprig" data-mood={mood} data-clay={state.clay ? "" : undefined}>
      <path class="stem" d={shape.stem} />
      {shape.leaves.map((leaf, index) => (
        <LeafShape key={index} {...leaf} />
      ))}
      <g transform={`translate(${shape.tip.x} ${shape.tip.y})`}>
        {shape.crown === "bloom" && <Bloom size={0.72 + 0.4 * state.strength} />}
        {shape.crown === "bud" && <path class="bud" d="M0 3C-4-1-3.6-6 0-10 3.6-6 4-1 0 3Z" />}
        {state.rest && !state.paused && <Moon lift={shape.crown === "none" ? -6 : -16} />}
      </g>
    </g>
  );
}

function LeafShape({ x, y, angle, scale, side, fresh, width }: Leaf) {
  return (
    <g transform={`translate(${x} ${y}) scale(${side * scale} ${scale}) rotate(${angle}) scale(1 ${width})`}>
      <g class="leaf" data-fresh={fresh ? "" : undefined}>
        <path d={LEAF} />
        <path class="leaf-shade" d={SHADE} />
      </g>
    </g>
  );
}

function Bloom({ size }: { size: number }) {
  return (
    <g class="bloom" transform={`scale(${Math.round(size * 100) / 100})`}>
      {PETALS.map((turn) => (
        <ellipse key={turn} class="petal" cy="-6" rx="4.6" ry="5.8" transform={`rotate(${turn})`} />
      ))}
      <circle class="eye" r="3.6" />
    </g>
  );
}

function Moon({ lift }: { lift: number }) {
  return (
    <path class="moon" transform={`translate(11 ${lift})`} d="M1.5-8A8 8 0 1 0 8 3.5 7 7 0 0 1 1.5-8Z" />
  );
}

export interface SprigProps extends SprigState {
  /** Spoken name, e.g. "A long hug, growing well". Without it the drawing is decoration. */
  label?: string | undefined;
  /** `small` 48 px (lists), `large` 160 px (the practice's own page). */
  size?: "small" | "large" | undefined;
}

/** One practice as a plant. Leaves grow with strength; nothing withers and nothing turns red. */
export function Sprig({ label, size = "small", ...state }: SprigProps) {
  return (
    <svg
      class="sprig-picture"
      data-size={size}
      viewBox="-40 -100 80 104"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    >
      <SprigGroup {...state} />
    </svg>
  );
}
