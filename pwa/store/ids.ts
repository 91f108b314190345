/**
 * Ids made on the device. A derived id (UUIDv5) makes two offline phones mean the same row; a fresh one
 * (UUIDv7) sorts by time. SHA-1 is written out here because the browser's own is asynchronous and would
 * end an IndexedDB transaction that waits for it.
 */

/** uuid5(NAMESPACE_DNS, "tend.example"), as on the server. */
const NAMESPACE = bytesOf("65db42c5-3498-5c42-995c-adff2cb61913");

/** The same for everybody who names the same parts: `derived("check_in", practice, member, label)`. */
export function derived(...parts: string[]): string {
  return uuid5(NAMESPACE, parts.join("\u001f"));
}

export function uuid5(namespace: readonly number[], name: string): string {
  return versioned(sha1([...namespace, ...new TextEncoder().encode(name)]), 5);
}

/** `now` in ms; `random` fills the bytes it is given. */
export function uuid7(now: number, random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(16);
  random(bytes);
  return versioned([...bytesOf(hex(now, 12)), ...bytes.subarray(6)], 7);
}

/** The time, in ms, at which a fresh id was made. */
export const madeAt = (id: string): number => Number.parseInt(id.replace("-", "").slice(0, 12), 16);

export function bytesOf(digits: string): number[] {
  return (digits.match(/[^-]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function versioned(bytes: number[], version: number): string {
  const [six = 0, eight = 0] = [bytes[6], bytes[8]];
  bytes[6] = (six & 15) | (version << 4);
  bytes[8] = (eight & 63) | 128;
  const digits = bytes.map((byte) => hex(byte, 2)).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));

/** FIPS 180-4, for names and not for secrets. */
export function sha1(input: readonly number[]): number[] {
  const data = new DataView(new ArrayBuffer((((input.length + 8) >> 6) + 1) << 6));
  [...input, 128].forEach((byte, i) => {
    data.setUint8(i, byte);
  });
  data.setUint32(data.byteLength - 4, input.length * 8);
  let state: Five = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let at = 0; at < data.byteLength; at += 64) state = block(data, at, state);
  return bytesOf(state.map((word) => hex(word >>> 0, 8)).join(""));
}

type Five = [number, number, number, number, number];

function block(data: DataView, at: number, state: Five): Five {
  const words: number[] = [];
  const word = (i: number) => words[i] as number;
  let [a, b, c, d, e] = state;
  for (let i = 0; i < 80; i++) {
    words[i] =
      i < 16 ? data.getInt32(at + i * 4) : rotate(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1);
    const round = Math.floor(i / 20);
    const mixed = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d][round] as number;
    const constant = Math.floor(2 ** 30 * Math.sqrt([2, 3, 5, 10][round] as number));
    [a, b, c, d, e] = [(rotate(a, 5) + e + word(i) + mixed + constant) | 0, a, rotate(b, 30), c, d];
  }
  return [a, b, c, d, e].map((value, i) => (value + (state[i] as number)) | 0) as Five;
}
