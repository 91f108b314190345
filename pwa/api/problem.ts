/** The two ways in which a call can fail. */

/** An answer of the server that is not a success: problem+json, with a stable `code`. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** ms to wait, when the server said how long. */
  readonly retryAfter: number | null;
  /** The first field that does not fit, as a dotted path. */
  readonly place: string | undefined;

  constructor(status: number, body: Partial<ProblemBody>, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "unknown";
    this.retryAfter = retryAfter;
    this.place = body.errors?.[0]?.field;
  }
}

export interface ProblemBody {
  title: string;
  detail: string;
  code: string;
  errors?: { field: string }[];
}

/** No answer came: no network, or none in time. */
export class Offline extends Error {
  override readonly name = "Offline";
}
