import type { Version } from "./versions.ts";

/** Rows of modules; undefined is not drawn yet. */
type Draft = (boolean | undefined)[][];

/**
 * Places the fixed patterns and the code words, under the chequered mask. A writer may choose among eight, a
 * reader takes any; what is drawn here is mostly a random secret, which has no stripes to break up.
 */
export function drawMatrix(version: Version, words: readonly number[]): boolean[][] {
  const fixed = fixedPatterns(version);
  return withWords(fixed, words).map((row, y) =>
    row.map((dark, x) => (fixed[y]?.[x] === undefined ? dark !== ((x + y) % 2 === 0) : dark)),
  );
}

function fixedPatterns(version: Version): Draft {
  const { size } = version;
  const draft: Draft = Array.from({ length: size }, () =>
    new Array<boolean | undefined>(size).fill(undefined),
  );
  for (let at = 0; at < size; at++) {
    set(draft, at, 6, at % 2 === 0);
    set(draft, 6, at, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    drawSquares(draft, x, y, 4, (distance) => distance !== 2 && distance !== 4);
  }
  drawAlignment(draft, version);
  drawFormat(draft);
  if (version.number >= 7) drawVersion(draft, version);
  return draft;
}

/** Concentric squares: the eyes in the corners and the small ones in between. */
function drawSquares(
  draft: Draft,
  cx: number,
  cy: number,
  reach: number,
  dark: (distance: number) => boolean,
): void {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      set(draft, cx + dx, cy + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function drawAlignment(draft: Draft, { alignment, size }: Version): void {
  for (const y of alignment) {
    for (const x of alignment) {
      const inEye = (x < 9 && y < 9) || (x < 9 && y > size - 10) || (x > size - 10 && y < 9);
      if (!inEye) drawSquares(draft, x, y, 2, (distance) => distance !== 1);
    }
  }
}

/** Level M and the mask, which are all zeros, under the pattern that keeps them from looking empty; twice. */
function drawFormat(draft: Draft): void {
  const size = draft.length;
  const bits = 0x5412;
  for (let index = 0; index < 15; index++) {
    const dark = ((bits >> index) & 1) === 1;
    const along = index < 6 ? index : index < 8 ? index + 1 : size - 15 + index;
    set(draft, 8, along, dark);
    const across = index < 8 ? size - 1 - index : index === 8 ? 7 : 14 - index;
    set(draft, across, 8, dark);
  }
  set(draft, 8, size - 8, true);
}

/** The version number, protected by BCH(18, 6), twice; from version 7 on. */
function drawVersion(draft: Draft, { number, size }: Version): void {
  const bits = (number << 12) | remainder(number, 12, 0x1f25);
  for (let index = 0; index < 18; index++) {
    const dark = ((bits >> index) & 1) === 1;
    const [far, near] = [size - 11 + (index % 3), Math.floor(index / 3)];
    set(draft, far, near, dark);
    set(draft, near, far, dark);
  }
}

function remainder(value: number, degree: number, generator: number): number {
  let rest = value;
  for (let step = 0; step < degree; step++) rest = (rest << 1) ^ ((rest >> (degree - 1)) * generator);
  return rest;
}

/** Two columns at a time from the right, up and down in turn, around what is fixed. */
function withWords(fixed: Draft, words: readonly number[]): boolean[][] {
  const size = fixed.length;
  const modules = fixed.map((row) => row.map((dark) => dark ?? false));
  let bit = 0;
  for (let right = size - 1, upward = true; right > 0; right -= 2, upward = !upward) {
    if (right === 6) right--;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y]?.[x] !== undefined) continue;
        set(modules, x, y, (((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1);
        bit++;
      }
    }
  }
  return modules;
}

function set(rows: Draft | boolean[][], x: number, y: number, dark: boolean): void {
  const row = rows[y];
  if (row && x >= 0 && x < row.length) row[x] = dark;
}
