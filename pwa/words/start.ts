import { learn } from "./learn.ts";

/** Coming in: welcome, install, account, pairing, help. */
export const start = learn({
  "not-found.words": "There is no page at this address.",
  "not-found.home": "To Today",
});
