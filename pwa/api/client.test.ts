import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { api, Offline, onProblem, Problem } from "./client.ts";

const asked = { login: "alice", name: "Alice", password: "short" };
const browserFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = browserFetch;
});

function answer(make: (url: string, options: RequestInit) => Response | Promise<Response>): void {
  globalThis.fetch = (async (url: string, options: RequestInit) => make(url, options)) as typeof fetch;
}

test("JSON goes out, JSON comes back", async () => {
  answer((url, { method, body }) => Response.json({ url, method, body: JSON.parse(String(body)) }));
  assert.deepEqual(await api("PUT", "/me/password", { current: "a", new: "b" }), {
    url: "/api/v1/me/password",
    method: "PUT",
    body: { current: "a", new: "b" },
  });
});

test("no content is undefined", async () => {
  answer(() => new Response(null, { status: 204 }));
  assert.equal(await api("DELETE", "/sessions/current"), undefined);
});

test("a refusal is a problem with its code, and is heard of once", async () => {
  const body = {
    title: "No",
    detail: "Too short.",
    code: "password_too_short",
    errors: [{ field: "password" }],
  };
  answer(() => Response.json(body, { status: 422, headers: { "retry-after": "7" } }));
  const heard: string[] = [];
  const stop = onProblem(({ code }) => void heard.push(code));
  await assert.rejects(api("POST", "/accounts", asked), (error: Problem) => {
    assert.ok(error instanceof Problem);
    assert.deepEqual(
      [error.status, error.code, error.message, error.retryAfter],
      [422, "password_too_short", "Too short.", 7000],
    );
    return true;
  });
  stop();
  await assert.rejects(api("POST", "/accounts", asked));
  assert.deepEqual(heard, ["password_too_short"]);
});

test("an error page of something in between is a problem without a code", async () => {
  answer(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await assert.rejects(api("GET", "/me"), { name: "Problem", status: 502, code: "unknown" });
});

test("no network, a cut answer and a late one are all the same: offline", async () => {
  answer(() => {
    throw new TypeError("no network");
  });
  await assert.rejects(api("GET", "/me"), Offline);
  answer(() => new Response('{"cut'));
  await assert.rejects(api("GET", "/me"), Offline);
  answer(
    (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(new Error("aborted"))),
      ),
  );
  await assert.rejects(api("GET", "/me", undefined, { timeout: 1 }), Offline);
});
