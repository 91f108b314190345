/** The eight masks of the standard: true flips the module. */
export const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** How hard a camera would find this: long runs, blocks, false eyes, and a lopsided share of dark. */
export function penaltyOf(modules: readonly (readonly boolean[])[]): number {
  const columns = modules.map((_, x) => modules.map((row) => row[x] ?? false));
  const lines = [...modules, ...columns];
  return sum(lines.map(runs)) + sum(lines.map(falseEyes)) + blocks(modules) + balance(modules);
}

function runs(line: readonly boolean[]): number {
  let penalty = 0;
  let length = 0;
  line.forEach((dark, index) => {
    length = index > 0 && dark === line[index - 1] ? length + 1 : 1;
    if (length === 5) penalty += 3;
    else if (length > 5) penalty += 1;
  });
  return penalty;
}

function falseEyes(line: readonly boolean[]): number {
  const text = line.map((dark) => (dark ? "1" : "0")).join("");
  let penalty = 0;
  for (const eye of ["10111010000", "00001011101"]) {
    for (let at = text.indexOf(eye); at >= 0; at = text.indexOf(eye, at + 1)) penalty += 40;
  }
  return penalty;
}

function blocks(modules: readonly (readonly boolean[])[]): number {
  let penalty = 0;
  for (let y = 1; y < modules.length; y++) {
    for (let x = 1; x < modules.length; x++) {
      const dark = modules[y]?.[x];
      const same = [modules[y - 1]?.[x - 1], modules[y - 1]?.[x], modules[y]?.[x - 1]];
      if (same.every((each) => each === dark)) penalty += 3;
    }
  }
  return penalty;
}

function balance(modules: readonly (readonly boolean[])[]): number {
  const dark = sum(modules.map((row) => row.filter(Boolean).length));
  return 10 * Math.floor(Math.abs((dark * 100) / modules.length ** 2 - 50) / 5);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
