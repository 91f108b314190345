import assert from "node:assert/strict";
import { test } from "node:test";
import { codeIn, grouped } from "./invitation.ts";

const CODE = "4XQ1ZC7H8M2V9T0K3B6N5WJDRE";

test("a code is found in a link, and as it is spoken and written down", () => {
  assert.equal(codeIn(`https://tend.example/join#${CODE}`), CODE);
  assert.equal(codeIn(` ${CODE.toLowerCase()} `), CODE);
  assert.equal(codeIn(grouped(CODE)), CODE);
  assert.equal(codeIn("4xq1-zc7h8 m2v9t0k3b6n5wjdre"), CODE);
});

test("letters that look like digits are read as digits", () => {
  assert.equal(codeIn(CODE.replace("0", "o").replace("1", "l")), CODE);
});

test("what cannot be a code is none", () => {
  for (const text of ["", "hello", `${CODE}X`, CODE.slice(1), CODE.replace("Z", "U")]) {
    assert.equal(codeIn(text), null);
  }
});
