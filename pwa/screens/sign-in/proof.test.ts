import assert from "node:assert/strict";
import { test } from "node:test";
import { proofOf } from "./proof.ts";

const CODE = "7ZPK3M9QWX2C4R8T0V6NYJHBDA";
// Made by the server's own derivation.
const PROOF = "f20077e2f5d3a8fe66b70881a5155ce887b8faac82a7440635eed099974e2942";

test("the proof of a recovery code is the one that the server knows", async () => {
  assert.equal(await proofOf(CODE), PROOF);
  assert.equal(await proofOf(CODE.toLowerCase().replace(/.{5}/g, "$& ")), PROOF);
});

test("what cannot be a recovery code proves nothing", async () => {
  assert.equal(await proofOf("my dog's name"), null);
});
