/** What travels, by its shapes in the API's document, and what this device makes of it. */
import type { Schemas } from "../api/contract.ts";

/** A calendar day, "2026-11-23": the label that a log belongs to. */
export type Day = string;
/** RFC 3339 in UTC with milliseconds. */
export type Instant = string;
export type Requires = "either" | "together" | "each" | `one:${string}`;
export type Cadence = Schemas["Cadence"];
export type Plan = Schemas["Plan"];

type Told = Schemas[Exclude<keyof Schemas & `${string}Record`, "AnyRecord" | "ExportRecord">];
type Whole<F> = F extends Schemas["Tombstone"] ? never : F extends { requires: string } ? Takes<F> : F;
/** A text in the document, which has no way to say it closer. */
type Takes<F> = Omit<F, "requires"> & { requires: Requires };

/** Metadata and content of every record type that the document knows. */
export type Kinds = {
  [R in Told as R["type"]]: { fields: Whole<R["fields"]>; body: NonNullable<R["body"]> };
};

export type Reply = Kinds["reminder_reply"]["fields"]["reply"];
export type Kind = keyof Kinds;
export type Fields = Record<string, unknown>;
/** What a write of that type may name, where it names only a part. */
export type Part<K extends Kind> = Partial<Kinds[K]["fields"]> & { body?: Kinds[K]["body"] };
/** A new one, whole. */
export type Made<K extends Kind> = Kinds[K]["fields"] & { body?: Kinds[K]["body"] };

type Cipher = "enc" | "key_epoch" | "rev";
/** A record exactly as the server said it; unknown types and fields are kept as they came. */
export interface RawRec
  extends Omit<Schemas["AnyRecord"], Cipher>,
    Partial<Pick<Schemas["AnyRecord"], Cipher>> {}

/** A record as screens see it: what the server said, with this device's unconfirmed writes on top. */
export interface Rec<K extends Kind = Kind> extends Omit<RawRec, "type" | "fields" | "body"> {
  type: K;
  fields: Kinds[K]["fields"];
  body: Kinds[K]["body"] | null;
  /** True while a write of this device to it has not been confirmed by a pull. */
  pending: boolean;
}

/** A write in the form in which it travels; it never changes once it is stamped. */
export type Mutation = Required<Schemas["Mutation"]>;

/** One intended write. `fields` holds metadata, and content under `body`. */
export type Change = Pick<Mutation, "space" | "type" | "op" | "entity" | "fields"> &
  Partial<Pick<Mutation, "id" | "base_seq">>;

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
  /** ms, by the server's clock */
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

export type Member = Schemas["SpaceMemberOut"];
export type Membership = Schemas["SpaceOut"];

export interface Space extends Membership {
  /** The couple was left: it can be read for now, and not written. */
  frozen: boolean;
}

export interface Account {
  member: Schemas["MemberOut"];
  ownSpace: string;
  /** This device's id in the order of its writes. */
  device: string;
}

/** The answer of `POST /accounts` and `POST /sessions`. */
export type SessionAnswer = Schemas["SignedInOut"];

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
