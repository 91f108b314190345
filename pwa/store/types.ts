/** What travels: records, mutations, and the fields of each record type, spelled as on the wire. */

/** A calendar day, "2026-11-23": the label that a log belongs to. */
export type Day = string;
/** RFC 3339 in UTC with milliseconds. */
export type Instant = string;
export type Requires = "either" | "together" | "each" | `one:${string}`;

export interface Cadence {
  from: Day;
  kind: "daily" | "weekly" | "every" | "monthly";
  times?: number;
  days?: number;
  week_start?: "mon" | "sun";
}

export interface Plan {
  cue: string;
  then: string;
}

/** Metadata and content of every record type that this client understands. */
export interface Kinds {
  practice: {
    fields: {
      area: string;
      catalogue: string | null;
      requires: Requires;
      cadences: Cadence[];
      start: Day;
      ended: Day | null;
      rest: number;
      position: number;
    };
    body: { title: string; summary?: string; how?: string[]; plan?: Plan };
  };
  check_in: {
    fields: { practice_id: string; member_id: string; label: Day; withdrawn: boolean; sealed: boolean };
    body: { note?: string };
  };
  pause: {
    fields: {
      practice_id: string | null;
      member_id: string | null;
      first: Day;
      last: Day | null;
      withdrawn: boolean;
    };
    body: never;
  };
  rest: { fields: { practice_id: string; label: Day; withdrawn: boolean }; body: never };
  mend: {
    fields: { practice_id: string; periods: Day[]; made_made_on: Day; withdrawn: boolean };
    body: never;
  };
  card: {
    fields: { member_id: string; home_zone: string | null };
    body: { name: string; about?: string };
  };
  couple: { fields: { home_zones: { from: Day; zone: string }[] }; body: { name?: string } };
  reminder: {
    fields: {
      ref_space: string;
      ref_id: string;
      time: string;
      days: number[];
      zone_mode: "floating" | "fixed";
      active: boolean;
      window_start: string | null;
      window_end: string | null;
      priority: number;
    };
    body: { cue?: string };
  };
  reminder_reply: {
    fields: { reminder_id: string; label: Day; reply: Reply; n: number; minutes: number | null };
    body: never;
  };
  preferences: {
    fields: {
      zone: string;
      quiet_from: string | null;
      quiet_to: string | null;
      streaks_hidden: boolean;
    };
    body: never;
  };
}

export type Reply = "opened" | "done" | "later";
export type Kind = keyof Kinds;
export type Fields = Record<string, unknown>;

/** A record exactly as the server said it; unknown types and fields are kept as they came. */
export interface RawRec {
  space: string;
  type: string;
  id: string;
  seq: number;
  author: string;
  created_on: Day;
  updated_on: Day;
  deleted: boolean;
  fields: Fields;
  body: Fields | null;
  sealed?: boolean;
  enc?: string;
  key_epoch?: number;
  rev?: number;
}

/** A record as screens see it: what the server said, with this device's unconfirmed writes on top. */
export interface Rec<K extends Kind = Kind> extends Omit<RawRec, "type" | "fields" | "body"> {
  type: K;
  fields: Kinds[K]["fields"];
  body: Kinds[K]["body"] | null;
  /** True while a write of this device to it has not been confirmed by a pull. */
  pending: boolean;
}

export type Op = "put" | "patch" | "delete";

/** One intended write. `fields` holds metadata, and content under `body`. */
export interface Change {
  space: string;
  type: string;
  op: Op;
  entity: string;
  fields: Fields;
}

/** A write in the form in which it travels; it never changes once it is stamped. */
export interface Mutation extends Change {
  id: string;
  /** Counts per device; the order of what one sees and of what is sent. */
  n: number;
  v: number;
  base_seq: number;
  at: Instant;
}

/** A row of the outbox: the mutation and how far it has come. */
export interface OutboxRow extends Mutation {
  state: "pending" | "acked";
  /** The commit that holds it, once the server said so. */
  seq?: number;
  /** Answers of 500 to it alone. */
  fails: number;
  /** Answers of "retry" or "deferred". */
  waits: number;
  /** Not before this time, in ms. */
  after: number;
  /** The seq under which it was confirmed before the server went back in time. */
  replay?: number;
}

export interface SentRow extends OutboxRow {
  /** ms */
  confirmed_at: number;
}

/** A write that could not be kept on the server: visible to the member, never dropped in silence. */
export interface Parked extends OutboxRow {
  code: string;
  detail: string;
  /** ms */
  parked_at: number;
  /** What it referred to, kept so that it can be kept privately after the space is gone. */
  context: RawRec[];
}

/** Written here, and nowhere else yet. Why, where the server said so. */
export type Unsent = OutboxRow & Partial<Pick<Parked, "code" | "detail" | "context">>;

export interface Member {
  id: string;
  joined: Day;
  left: Day | null;
}

export interface Membership {
  id: string;
  kind: "own" | "couple";
  head: number;
  closed: boolean;
  /** Days on which those who stayed after somebody left said to go on. */
  continued?: Day[];
  members: Member[];
}

export interface Space extends Membership {
  /** The couple was left: it can be read for now, and not written. */
  frozen: boolean;
}

export interface Account {
  member: { id: string; login: string; name: string };
  ownSpace: string;
  /** This device's id in the order of its writes. */
  device: string;
}

/** The answer of `POST /accounts` and `POST /sessions`. */
export interface SessionAnswer {
  member: { id: string; login: string; name: string };
  own_space_id: string;
  session_id: string;
}

/**
 * `expired`: what is here stays in use, and travels after signing in again. `revoked`: another device of
 * this member ended the session, and the screen is shut.
 */
export type Locked = "expired" | "revoked";

export interface Status {
  state: "here" | "travelling" | "everywhere";
  /** Writes that no pull has confirmed. */
  pending: number;
  parked: number;
  online: boolean;
  /** When the oldest unconfirmed write was made, in ms by this device; null when there is none. */
  since: number | null;
  /** The server was asked since then, and it still waits. */
  tried: boolean;
  /** This device has no room for what the server has to say. */
  full: boolean;
}

/** Pushing stopped for a reason that waiting does not mend. `outdated`: a newer release has the database. */
export type Halt = "account_mismatch" | "schema_too_old" | "outdated";

/** What happens at signing out to writes that were not sent. */
export type SignOutChoice = "keep_locked" | "discard";
