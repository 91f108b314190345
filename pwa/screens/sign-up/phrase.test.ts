import assert from "node:assert/strict";
import { test } from "node:test";
import { CHOICES, newPhrase } from "./phrase.ts";

test("every byte is a word of its own, so that a phrase holds 48 bits", () => {
  assert.equal(CHOICES, 256);
  const seen = new Set(Array.from({ length: 256 }, (_, byte) => newPhrase((bytes) => bytes.fill(byte))));
  assert.equal(seen.size, 256);
});

test("a phrase is six words in a row", () => {
  assert.equal(newPhrase().split(" ").length, 6);
});
