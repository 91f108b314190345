/** Passwords made of plain words: six of 256 are 48 bits, beyond guessing against argon2id. */
import { t } from "../../words.ts";

const LENGTH = 6;

/** Six words with spaces. `random` fills the bytes it is given: one byte, one word. */
export function newPhrase(
  random: (bytes: Uint8Array<ArrayBuffer>) => void = (bytes) => void crypto.getRandomValues(bytes),
): string {
  const words = t("phrase.words").split(" ");
  const bytes = new Uint8Array(LENGTH);
  random(bytes);
  return Array.from(bytes, (byte) => words[byte]).join(" ");
}
