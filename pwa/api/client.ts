/** The one door to the server: JSON in, JSON or a `Problem` out. */

import type { Address, Answer, Body, Documented, Method } from "./contract.ts";
import { tellOf } from "./heard.ts";
import { Offline, Problem, type ProblemBody } from "./problem.ts";

export type { Answer, Schemas } from "./contract.ts";
export { onProblem } from "./heard.ts";
export { Offline, Problem } from "./problem.ts";

export interface ApiOptions {
  /** ms before the call is given up as `Offline`; 20 s unless told. */
  timeout?: number;
}

/** With a body where the document has one, and else with none. */
type Rest<Sent> = [Sent] extends [undefined]
  ? [body?: undefined, options?: ApiOptions]
  : [body: Sent, options?: ApiOptions];

/**
 * `path` is below `/api/v1`, with its parameters filled in; the document says what goes in and what comes out.
 * 204 gives undefined. Throws `Problem` or `Offline`.
 */
type Api = <const M extends Method, const A extends Address<M>>(
  method: M,
  path: A & Documented<M, A>,
  ...rest: Rest<Body<M, A>>
) => Promise<Answer<M, A>>;

export const api = call as Api;

async function call(
  method: Method,
  path: string,
  body?: unknown,
  options: ApiOptions = {},
): Promise<unknown> {
  const response = await send(method, path, body, options);
  if (response.ok) return response.status === 204 ? undefined : json(response);
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
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: JSON.stringify(body),
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
