import assert from "node:assert/strict";
import { test } from "node:test";
import { match, type Route } from "./router.ts";

const route = (path: string): Route => ({
  path,
  title: "today",
  load: async () => ({ default: () => null }),
});
const ROUTES = ["/", "/explore/:area", "/practice/:space/:id", "/practice/:space/:id/edit"].map(route);
const found = (path: string) => {
  const result = match(path, ROUTES);
  return result && [result.route.path, result.params];
};

test("an address finds its route and the named parts of it", () => {
  assert.deepEqual(found("/"), ["/", {}]);
  assert.deepEqual(found("/practice/s1/p1"), ["/practice/:space/:id", { space: "s1", id: "p1" }]);
  assert.deepEqual(found("/practice/s1/p1/edit"), ["/practice/:space/:id/edit", { space: "s1", id: "p1" }]);
});

test("a slash at the end and spelled-out characters make no difference", () => {
  assert.deepEqual(found("/explore/quality-time/"), ["/explore/:area", { area: "quality-time" }]);
  assert.deepEqual(found("/explore/a%20b"), ["/explore/:area", { area: "a b" }]);
  assert.deepEqual(found("/explore/100%"), ["/explore/:area", { area: "100%" }]);
});

test("an address that no route has is not found", () => {
  for (const path of ["/nowhere", "/explore", "/practice/s1", "/practice/s1/p1/edit/more"]) {
    assert.equal(found(path), null);
  }
});
