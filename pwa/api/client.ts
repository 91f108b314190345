/** The one door to the server: JSON in, JSON or a `Problem` out. */

import { tellOf } from "./heard.ts";
import { Offline, Problem, type ProblemBody } from "./problem.ts";

export { onProblem } from "./heard.ts";
export { type FieldError, Offline, Problem } from "./problem.ts";

export interface ApiOptions {
  /** ms before the call is given up as `Offline`; 20 s unless told. */
  timeout?: number;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `path` is below `/api/v1`. 204 gives undefined. Throws `Problem` or `Offline`. */
export async function api<T = unknown>(
  method: Method,
  path: string,
  body?: unknown,
  options: ApiOptions = {},
): Promise<T> {
  const response = await send(method, path, body, options);
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await json(response)) as T);
  const problem = await problemOf(response);
  tellOf(problem);
  throw problem;
}

async function send(
  method: Method,
  path: string,
  body: unknown,
  { timeout = 20_000 }: ApiOptions,
): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      credentials: "same-origin",
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeout),
    });
  } catch (error) {
    throw new Offline(`${method} ${path}: no answer`, { cause: error });
  }
}

/** A connection that breaks in the middle of a body is as good as no answer. */
async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new Offline("the answer was cut off", { cause: error });
  }
}

/** What stands between may answer with a page instead: then there is only the status. */
async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get("retry-after"));
  return new Problem(response.status, body as Partial<ProblemBody>, wait > 0 ? wait * 1000 : null);
}
