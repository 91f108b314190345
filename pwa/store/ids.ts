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

export function uuid5(namespace: Uint8Array, name: string): string {
  const text = new TextEncoder().encode(name);
  const input = new Uint8Array(16 + text.length);
  input.set(namespace);
  input.set(text, 16);
  return versioned(sha1(input).slice(0, 16), 5);
}

/** `now` in ms; `random` fills the bytes it is given. */
export function uuid7(now: number, random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(16);
  random(bytes);
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (40 - 8 * i)) & 255;
  return versioned(bytes, 7);
}

export function bytesOf(uuid: string): Uint8Array {
  return Uint8Array.from(uuid.replaceAll("-", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function versioned(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 15) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));

/** FIPS 180-4, for names and not for secrets. */
export function sha1(input: Uint8Array): Uint8Array {
  const padded = new DataView(new ArrayBuffer(Math.ceil((input.length + 9) / 64) * 64));
  new Uint8Array(padded.buffer).set(input);
  padded.setUint8(input.length, 128);
  padded.setUint32(padded.byteLength - 4, input.length * 8);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let at = 0; at < padded.byteLength; at += 64) block(padded, at, state);
  const out = new DataView(new ArrayBuffer(20));
  state.forEach((word, i) => {
    out.setUint32(i * 4, word);
  });
  return new Uint8Array(out.buffer);
}

function block(data: DataView, at: number, state: number[]): void {
  const words: number[] = [];
  let [a, b, c, d, e] = state as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const word =
      i < 16
        ? data.getInt32(at + i * 4)
        : rotate(
            (words[i - 3] as number) ^
              (words[i - 8] as number) ^
              (words[i - 14] as number) ^
              (words[i - 16] as number),
            1,
          );
    words.push(word);
    const next = (rotate(a, 5) + e + word + mix(i, b, c, d)) | 0;
    [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((word, i) => {
    state[i] = ((state[i] as number) + word) | 0;
  });
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}
