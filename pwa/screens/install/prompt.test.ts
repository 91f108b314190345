import assert from "node:assert/strict";
import { test } from "node:test";
import { platformOf } from "./prompt.ts";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
const PIXEL = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36";

test("an iPad that says it is a Mac is told by its touch screen", () => {
  assert.equal(platformOf(MAC, 5), "ios");
  assert.equal(platformOf(MAC, 0), "desktop");
});

test("phones are told apart", () => {
  assert.equal(platformOf(IPHONE, 5), "ios");
  assert.equal(platformOf(PIXEL, 5), "android");
});
