import assert from "node:assert/strict";
import { test } from "node:test";
import { learn } from "../../catalogue.ts";
import { phrase } from "../../words/phrase.ts";
import { newPhrase } from "./phrase.ts";

learn(phrase);

test("every byte is a word of its own, so that a phrase holds 48 bits", () => {
  const words = phrase["phrase.words"].split(" ");
  assert.equal(words.length, 256);
  const seen = new Set(Array.from({ length: 256 }, (_, byte) => newPhrase((bytes) => bytes.fill(byte))));
  assert.deepEqual(
    [...seen],
    words.map((word) => Array(6).fill(word).join(" ")),
  );
});

test("a phrase is six words in a row", () => {
  assert.equal(newPhrase().split(" ").length, 6);
});
