import { randomOf } from "./geometry.ts";

/** Where a sprig stands in the garden picture, in units of its 340 × 150 drawing. */
export interface Place {
  x: number;
  y: number;
  scale: number;
}

export const BED = { width: 340, height: 150 };
const FRONT_ROW = 6;

/** The line of the ground in front, and of the hill behind. */
export function groundAt(x: number): number {
  return 134 - 4 * Math.sin((x / BED.width) * Math.PI * 1.6 + 0.4);
}
export function hillAt(x: number): number {
  return 112 + 7 * Math.cos((x / BED.width) * Math.PI * 1.9 + 0.7);
}

/**
 * Places for `seeds.length` sprigs, in their order: up to six stand in front; from the seventh on the
 * others stand smaller on the hill behind.
 */
export function placesOf(seeds: readonly string[]): Place[] {
  const front = Math.min(FRONT_ROW, seeds.length);
  const back = seeds.length - front;
  return seeds.map((seed, index) =>
    index < front ? spot(seed, index, front, groundAt, 1) : spot(seed, index - front, back, hillAt, 0.62),
  );
}

function spot(seed: string, index: number, count: number, line: (x: number) => number, scale: number): Place {
  const step = Math.min(72, (BED.width - 24) / count);
  const sway = (randomOf(`place ${seed}`)() - 0.5) * step * 0.22;
  const x = Math.round((BED.width / 2 + (index - (count - 1) / 2) * step + sway) * 10) / 10;
  const crowd = count > 5 ? 0.9 : 1;
  return { x, y: Math.round((line(x) + 2) * 10) / 10, scale: Math.round(scale * crowd * 100) / 100 };
}

/** A filled strip under a line, as path data. */
export function strip(line: (x: number) => number): string {
  const points = Array.from({ length: 18 }, (_, index) => {
    const x = index * 20;
    return `${x} ${line(x).toFixed(1)}`;
  });
  return `M0 ${BED.height}L${points.join("L")}V${BED.height}Z`;
}
