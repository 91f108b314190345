/** Which screens come together, and which words come with them. */

/**
 * The files that come after the first screen's, in as few as can be: each begins to compress anew, and each
 * is a request. `today`: what a garden needs to live; `rest`: the other screens of the main loop; then groups
 * of screens that are opened now and then, of which a phone waits only for the one it opens.
 *
 * `words`: the catalogues that are one file with the bundle's name. What each else means says `bundles.mjs`.
 */
export const BUNDLES = {
  today: {
    parts: [...["index", "switch", "go-on"].map((name) => `screens/today/${name}`), "store/"],
    after: [],
  },
  rest: {
    parts: [
      ...["explore", "practice", "answer", "us", "pair", "join", "sign-up", "sign-in", "lock", "me"],
      ...["today/word", "toast-wrong", "not-found", "along"],
    ].map((name) => `screens/${name}`),
    after: ["today"],
    words: ["explore", "me", "phrase", "practice", "problems", "start", "us"],
  },
  reminders: {
    parts: ["reminders", "calendar", "surprise"].map((name) => `screens/${name}/`),
    after: ["rest"],
    words: ["reminders", "calendar", "surprise"],
  },
  programs: {
    parts: ["screens/programs/"],
    after: ["rest"],
    words: ["programs"],
  },
  data: {
    parts: ["screens/portability/"],
    after: ["rest"],
    words: ["data"],
  },
  goals: {
    parts: ["screens/goals/"],
    after: ["rest"],
    words: ["goals"],
  },
  aside: {
    parts: ["parked", "versions", "install", "help"].map((name) => `screens/${name}/`),
    after: ["rest"],
    words: ["aside"],
  },
};

/** The file that stands in the shell: what the first paint, Today and the welcome say. */
const FIRST = "first";
const FIRST_WORDS = ["shared", "welcome", "today", "alive"];

/** The catalogues of each file of words, by its name. */
export const WORD_FILES = {
  [FIRST]: FIRST_WORDS,
  ...Object.fromEntries(
    Object.entries(BUNDLES)
      .filter(([, { words }]) => words)
      .map(([name, { words }]) => [name, words]),
  ),
};

/** The files of words that are here when a bundle runs: what it comes after has brought its own. */
export function wordsOf(bundle) {
  const { after, words } = BUNDLES[bundle];
  return [FIRST, ...after.flatMap(wordsOf), ...(words ? [bundle] : [])];
}
