import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { derived, sha1, uuid7 } from "./ids.ts";

const FROM_PYTHON: [string[], string][] = [
  [["couple", "a"], "b50af71f-f4c7-5005-941e-04b82556e6ce"],
  [
    [
      "check_in",
      "0190c5d0-0000-7000-8000-000000000001",
      "0190c5d0-0000-7000-8000-0000000000aa",
      "2026-11-23",
    ],
    "24ba696a-2823-5da9-a141-bbf561abc1ec",
  ],
  [["card", "é", "ü"], "6e7f63e0-391d-54d5-aced-aab0b8b0483d"],
  [["reminder_reply", "r", "2026-01-01", "later", "2"], "a4ff2094-bfaf-5ff4-aefc-e59e897ab406"],
  [["x".repeat(200), "y"], "44982f70-33b6-5a99-9d08-52b2e8ce95b2"],
];

test("a derived id is the one that the server derives", () => {
  for (const [parts, id] of FROM_PYTHON) assert.equal(derived(...parts), id);
});

test("our digest is SHA-1 for input of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
      assert.deepEqual(sha1([...input]), [...createHash("sha1").update(input).digest()]);
    }),
  );
});

test("a fresh id says its version and sorts by time", () => {
  const zeros = (bytes: Uint8Array) => bytes.fill(0);
  const early = uuid7(Date.parse("2026-11-23T10:00:00Z"), zeros);
  const late = uuid7(Date.parse("2026-11-23T10:00:01Z"), (bytes) => bytes.fill(255));
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-0{12}$/);
  assert.ok(early < late);
});
