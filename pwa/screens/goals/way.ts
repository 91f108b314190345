/** The line of a way over two hills, in a picture of 320 by 110. */

const [LEFT, WIDTH, MIDDLE, HEIGHT] = [16, 270, 66, 20];
const PIECES = 48;

export interface Point {
  x: number;
  y: number;
}

/** The place at a part of the way, 0 to 1. */
export function pointAt(part: number): Point {
  const y = MIDDLE + HEIGHT * Math.cos(part * 3 * Math.PI) - 12 * part;
  return { x: rounded(LEFT + WIDTH * part), y: rounded(y) };
}

/** The line from its beginning to a part of it. */
export function wayTo(part: number): string {
  const pieces = Math.max(1, Math.round(PIECES * part));
  const points = Array.from({ length: pieces + 1 }, (_, n) => pointAt((part * n) / pieces));
  const line = points.map(({ x, y }) => `${x} ${y}`).join("L");
  return `M${line}`;
}

/** What stands for deeds that no amount measures: it only grows. */
export const growthOfDeeds = (seed: string, times: number) => ({
  seed,
  strength: 1 - 0.5 ** (times / 6),
  bloom: times >= 6,
  newLeaf: false,
  rest: false,
  paused: false,
  clay: false,
});

const rounded = (value: number): number => Math.round(value * 10) / 10;
