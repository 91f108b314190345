import { drawMatrix } from "./matrix.ts";
import { correctionOf } from "./reed-solomon.ts";
import { dataWords, VERSIONS, type Version } from "./versions.ts";

/** Bits for the length of the text, as long as no version above 9 is drawn; before them stands the mode. */
const LENGTH = 8;
const HEADER = 4 + LENGTH;

/**
 * `text` as rows of modules, true is dark, without the quiet zone: byte mode, UTF-8, error correction M,
 * the smallest version from 1 to 9 that holds it. Throws a RangeError for more than 180 bytes: no phone reads
 * a larger code well from a phone.
 */
export function encodeQr(text: string): boolean[][] {
  const bytes = [...new TextEncoder().encode(text)];
  const version = VERSIONS.find((each) => HEADER + 8 * bytes.length <= 8 * dataWords(each));
  if (!version) throw new RangeError(`${bytes.length} bytes`);
  return drawMatrix(version, interleaved(version, wordsOf(version, bytes)));
}

/** Mode, length, bytes, terminator, then the two padding words in turn. */
function wordsOf(version: Version, bytes: readonly number[]): number[] {
  const bits = [
    ...bitsOf(0b0100, 4),
    ...bitsOf(bytes.length, LENGTH),
    ...bytes.flatMap((byte) => bitsOf(byte, 8)),
  ];
  const room = 8 * dataWords(version);
  bits.push(...new Array<number>(Math.min(4, room - bits.length)).fill(0));
  while (bits.length % 8) bits.push(0);
  const words: number[] = [];
  for (let at = 0; at < bits.length; at += 8)
    words.push(bits.slice(at, at + 8).reduce((sum, bit) => 2 * sum + bit, 0));
  for (let pad = 0xec; words.length < dataWords(version); pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function interleaved(version: Version, words: readonly number[]): number[] {
  let start = 0;
  const blocks = version.blocks.map((length) => {
    start += length;
    return words.slice(start - length, start);
  });
  const corrections = blocks.map((block) => correctionOf(block, version.correction));
  return [...woven(blocks), ...woven(corrections)];
}

function woven(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, index) =>
    blocks.flatMap((block) => (index < block.length ? [block[index] ?? 0] : [])),
  ).flat();
}

export function bitsOf(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (value >> (length - 1 - index)) & 1);
}
