import assert from "node:assert/strict";
import { test } from "node:test";
import jsqr from "jsqr";
import { encodeQr } from "./encode.ts";

const SCALE = 3;
const QUIET = 4;

// The package is CommonJS: node hands over its exports object, whose `default` is the function.
const decode = (jsqr as unknown as { default: typeof jsqr }).default ?? jsqr;

/** What a decoder that is not ours reads from the modules, painted as a picture. */
function read(modules: readonly (readonly boolean[])[]): string | undefined {
  const width = (modules.length + 2 * QUIET) * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const dark = modules[Math.floor(y / SCALE) - QUIET]?.[Math.floor(x / SCALE) - QUIET];
      if (dark) pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return decode(pixels, width, width)?.data;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789-_/#:.?=&";

function textOf(length: number): string {
  return Array.from({ length }, (_, index) => LETTERS[(index * 7 + length * 13) % LETTERS.length]).join("");
}

test("another decoder reads every length that fits, in every version", () => {
  const sizes = new Set<number>();
  for (let length = 1; length <= 180; length++) {
    const text = textOf(length);
    const modules = encodeQr(text);
    sizes.add(modules.length);
    assert.equal(read(modules), text, `${length} bytes`);
  }
  assert.deepEqual([...sizes], [21, 25, 29, 33, 37, 41, 45, 49, 53]);
});

test("an invitation is read as it was written", () => {
  const invitation = "https://tend.example/join#k=Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZg";
  assert.equal(read(encodeQr(invitation)), invitation);
});

test("words beyond ASCII travel as UTF-8", () => {
  assert.equal(read(encodeQr("für dich, עם אהבה 🌱")), "für dich, עם אהבה 🌱");
});

test("the same text is the same picture", () => {
  assert.deepEqual(encodeQr("one garden"), encodeQr("one garden"));
});

test("a smudge is read over", () => {
  const modules = encodeQr(textOf(60)).map((row) => [...row]);
  for (const x of [14, 15, 16]) for (const y of [14, 15]) (modules[y] as boolean[])[x] = true;
  assert.equal(read(modules), textOf(60));
});

test("what does not fit is refused", () => {
  assert.throws(() => encodeQr(textOf(181)), RangeError);
});
