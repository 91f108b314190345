import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, beforeEach, test } from "node:test";
import { knows, learnLater } from "./catalogue.ts";

/** What a request for the words is answered with, one after the other; the last one for all that follow. */
let answers: (() => [status: number, text: string])[] = [];
let asked: string[] = [];

const server = createServer(({ url = "" }, response) => {
  asked.push(url);
  const [status, text] = (answers.length > 1 ? answers.shift() : answers[0])?.() ?? [500, ""];
  response.writeHead(status).end(text);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const dataset = { one: `${base}/one`, two: `${base}/two`, three: `${base}/three` };
Object.assign(globalThis, { document: { getElementById: () => ({ dataset }) } });

beforeEach(() => {
  asked = [];
});
after(() => server.close());

test("the words of a bundle come from where the shell says, once, and only those", async () => {
  answers = [() => [200, JSON.stringify({ "one.word": "One" })]];
  await Promise.all([learnLater("one"), learnLater("one")]);
  await learnLater("one");
  assert.deepEqual(asked, ["/one"]);
  assert.equal(knows("one.word"), true);
  assert.equal(knows("two.word"), false);
});

test("each bundle has words of its own, and those known before stay", async () => {
  answers = [() => [200, JSON.stringify({ "two.word": "Two" })]];
  await learnLater("two");
  assert.deepEqual(asked, ["/two"]);
  assert.deepEqual(["one.word", "two.word"].map(knows), [true, true]);
});

test("words that did not come are an error, and can be asked for again", async () => {
  answers = [() => [503, "later"], () => [200, JSON.stringify({ "three.word": "Three" })]];
  await assert.rejects(learnLater("three"), /the words: 503/);
  assert.equal(knows("three.word"), false);
  await learnLater("three");
  assert.equal(knows("three.word"), true);
  assert.deepEqual(asked, ["/three", "/three"]);
});
