/** What is sent is made as small as it can be once, here, and not at each start of a server or on a phone. */
import { gzipSync } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";
import { minify } from "terser";

const OPTIONS = {
  module: true,
  ecma: 2022,
  // To read a signal's value is an act: it may stand alone, and must not be left out.
  compress: { passes: 2, pure_getters: false },
};

/** Stands before what esbuild writes, so that other options are another name; it is gone when they are applied. */
export const MARK = `/* ${JSON.stringify(OPTIONS)} */`;

/** A module that esbuild has minified, once more: terser leaves about three bytes of a hundred less. */
export async function smaller(code) {
  return (await minify(code, OPTIONS)).code;
}

/** As gzip; zopfli looks longer for the same stream than zlib does, and finds one a thirtieth shorter. */
export async function packed(content) {
  return gzipAsync(Buffer.from(content), { numiterations: 15 });
}

export const packedFast = (content) => gzipSync(content, { level: 9 });
