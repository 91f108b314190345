/**
 * The shape of a sprig, from numbers alone. Nothing here looks at a clock or rolls dice: the same
 * practice grows the same plant on both phones.
 */

/** What a rhythm looks like. `strength` is 0–1; the rest says what is special today. */
export interface SprigState {
  /** 0–1 from the rhythm. In affection, where no strength is shown, pass the grown-with-total number. */
  strength: number;
  /** A kept run: a flower opens at the tip. */
  bloom?: boolean | undefined;
  /** Today's act: the topmost leaf is bright and unfolds. */
  newLeaf?: boolean | undefined;
  /** Resting today: a moon stands beside the tip. */
  rest?: boolean | undefined;
  /** Paused: the leaves are folded along the stem. */
  paused?: boolean | undefined;
  /** Affection: the flower is clay instead of sun. */
  clay?: boolean | undefined;
  /** The practice's id: gives each plant its own lean. */
  seed?: string | undefined;
}

export interface Leaf {
  x: number;
  y: number;
  /** Degrees, before mirroring. */
  angle: number;
  scale: number;
  /** 1 is open; a folded leaf is narrower. */
  width: number;
  /** -1 grows to the left. */
  side: 1 | -1;
  fresh: boolean;
}

export interface SprigShape {
  stem: string;
  tip: { x: number; y: number };
  leaves: Leaf[];
  crown: "bloom" | "bud" | "none";
}

const LOWEST = 20;
const GROWTH = 62;

/** Heights are in units of the drawing: a seedling is 20 tall, a full-grown sprig 82. */
export function sprigShape(state: SprigState): SprigShape {
  const strength = Math.min(1, Math.max(0, state.strength));
  const random = randomOf(state.seed ?? "");
  const height = LOWEST + GROWTH * strength;
  const bend = (random() - 0.5) * 12;
  const tip = { x: round((random() - 0.5) * 6 + bend * 0.3), y: round(-height) };
  const middle = { x: bend, y: -height * 0.55 };
  return {
    stem: `M0 0Q${round(middle.x)} ${round(middle.y)} ${tip.x} ${tip.y}`,
    tip,
    leaves: leavesOf(state, strength, random, middle, tip),
    crown: crownOf(state, strength),
  };
}

function crownOf(state: SprigState, strength: number): SprigShape["crown"] {
  if (state.paused) return "none";
  if (state.bloom) return "bloom";
  return strength > 0.45 && !state.newLeaf ? "bud" : "none";
}

function leavesOf(
  state: SprigState,
  strength: number,
  random: () => number,
  middle: { x: number; y: number },
  tip: { x: number; y: number },
): Leaf[] {
  const count = 2 + Math.round(strength * 4);
  const first: 1 | -1 = random() < 0.5 ? 1 : -1;
  return Array.from({ length: count }, (_, index) => {
    const along = count === 2 ? 0.62 + index * 0.34 : 0.26 + (0.7 * index) / (count - 1);
    const swell = 0.72 + 0.36 * Math.sin(Math.PI * Math.min(1, 0.3 + along * 0.75));
    const scale = (0.5 + 0.48 * strength) * swell * (0.94 + random() * 0.12);
    const open = -6 - along * 34 + (random() - 0.5) * 10;
    return {
      x: round(2 * along * (1 - along) * middle.x + along * along * tip.x),
      y: round(2 * along * (1 - along) * middle.y + along * along * tip.y),
      angle: round(state.paused ? -58 - along * 8 : open),
      scale: round(scale),
      width: state.paused ? 0.5 : 1,
      side: index % 2 === 0 ? first : first === 1 ? -1 : 1,
      fresh: state.newLeaf === true && !state.paused && index === count - 1,
    };
  });
}

/** FNV-1a into mulberry32: small, even, and the same everywhere. */
export function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
