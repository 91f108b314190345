/** Reed–Solomon over GF(256) with the polynomial 0x11D, as QR codes use it. */
const { EXP, LOG } = /* @__PURE__ */ tables();

/** The `length` correction words of a block. */
export function correctionOf(data: readonly number[], length: number): number[] {
  const generator = generatorOf(length);
  const rest = [...data, ...new Array<number>(length).fill(0)];
  for (let index = 0; index < data.length; index++) {
    const factor = rest[index] ?? 0;
    if (factor === 0) continue;
    generator.forEach((coefficient, offset) => {
      rest[index + offset] = (rest[index + offset] ?? 0) ^ times(coefficient, factor);
    });
  }
  return rest.slice(data.length);
}

function generatorOf(length: number): number[] {
  let polynomial = [1];
  for (let root = 0; root < length; root++) {
    const shifted = [...polynomial, 0];
    polynomial.forEach((coefficient, index) => {
      shifted[index + 1] = (shifted[index + 1] ?? 0) ^ times(coefficient, EXP[root] ?? 0);
    });
    polynomial = shifted;
  }
  return polynomial;
}

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0);
}

function tables(): { EXP: Uint8Array; LOG: Uint8Array } {
  const EXP = new Uint8Array(512);
  const LOG = new Uint8Array(256);
  for (let power = 0, value = 1; power < 255; power++) {
    EXP[power] = value;
    EXP[power + 255] = value;
    LOG[value] = power;
    value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
  }
  return { EXP, LOG };
}
