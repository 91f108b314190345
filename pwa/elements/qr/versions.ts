/** The tables of ISO/IEC 18004 for error correction level M, versions 1 to 9: enough for 180 bytes. */
export interface Version {
  number: number;
  /** Modules a side. */
  size: number;
  /** Error correction code words in each block. */
  correction: number;
  /** Data code words of each block, in order. */
  blocks: number[];
  /** Centres of the alignment patterns, on both axes. */
  alignment: number[];
}

const TABLE: [correction: number, blocks: number[], alignment: number[]][] = [
  [10, [16], []],
  [16, [28], [6, 18]],
  [26, [44], [6, 22]],
  [18, [32, 32], [6, 26]],
  [24, [43, 43], [6, 30]],
  [16, [27, 27, 27, 27], [6, 34]],
  [18, [31, 31, 31, 31], [6, 22, 38]],
  [22, [38, 38, 39, 39], [6, 24, 42]],
  [22, [36, 36, 36, 37, 37], [6, 26, 46]],
];

export const VERSIONS: Version[] = /* @__PURE__ */ TABLE.map(([correction, blocks, alignment], index) => ({
  number: index + 1,
  size: 21 + 4 * index,
  correction,
  blocks,
  alignment,
}));

export function dataWords(version: Version): number {
  return version.blocks.reduce((sum, block) => sum + block, 0);
}
