/**
 * A server in memory that keeps the sync contract: an order per space, one commit a push, field merge,
 * opaque cursors, sealed content, memory of applied mutations, backups. Faults are asked for by tests.
 */
import { Problem } from "../../api/problem.ts";
import type {
  PullAnswer,
  PullBody,
  PushAnswer,
  PushBody,
  PushResult,
  SpaceAsk,
  SpacePage,
} from "../protocol.ts";
import type { Fields, Membership, Mutation, RawRec } from "../types.ts";

type Told = SpacePage["changes"][number];

interface Row extends Told {
  stamps: Record<string, { seq: number; at: string; device: string }>;
}

interface SpaceState {
  kind: "own" | "couple";
  head: number;
  tags: string[];
  rows: Map<string, Row>;
  members: string[];
  state: "ok" | "frozen" | "gone";
}

interface State {
  spaces: Map<string, SpaceState>;
  applied: Map<string, { seq: number; outcome: PushResult["outcome"]; space: string }>;
}

export class FakeServer {
  #state: State = { spaces: new Map(), applied: new Map() };
  #tags = 0;
  now = Date.parse("2026-11-23T10:00:00.000Z");
  minSchema = 1;
  pageSize = 500;
  /** Mutations that crash the server (500), or are refused by it, by their id. */
  readonly poison = new Set<string>();
  readonly refuse = new Map<string, string>();
  maxBatch = 100;
  /** Whether it compares the account of a request with its cookie. */
  compares = true;
  pushes = 0;
  pulls = 0;

  addSpace(id: string, kind: "own" | "couple", members: string[]): void {
    this.#state.spaces.set(id, { kind, head: 0, tags: [""], rows: new Map(), members, state: "ok" });
  }

  close(id: string, state: "frozen" | "gone"): void {
    this.#space(id).state = state;
  }

  backup(): () => void {
    const copy = structuredClone(this.#state);
    return () => {
      this.#state = structuredClone(copy);
    };
  }

  /** What the server holds of a space, tombstones too. */
  rows(space: string): RawRec[] {
    return [...this.#space(space).rows.values()];
  }

  push(member: string, body: PushBody): PushAnswer {
    this.pushes += 1;
    if (this.compares && body.account !== member) throw problem(409, "account_mismatch");
    if (body.schema < this.minSchema) throw problem(426, "schema_too_old");
    if (body.mutations.length > this.maxBatch) throw problem(413, "too_large");
    if (body.mutations.some((mutation) => this.poison.has(mutation.id))) throw problem(500, "internal");
    const heads = new Map([...this.#state.spaces].map(([id, space]) => [id, space.head]));
    const stuck = new Set<string>();
    const results = body.mutations.map((mutation): PushResult => {
      if (!this.#remembers(mutation.space, body.cursors[mutation.space]))
        return later(mutation, "read_first");
      const entity = `${mutation.space}/${mutation.entity}`;
      if (stuck.has(entity) && !this.#state.applied.has(mutation.id)) return later(mutation, "behind");
      const result = this.#apply(member, body.device, mutation, heads);
      if (["rejected", "deferred"].includes(result.outcome)) stuck.add(entity);
      return result;
    });
    for (const [id, space] of this.#state.spaces) {
      if (space.head !== heads.get(id)) space.tags[space.head] = `t${this.#tags++}`;
    }
    return { results, server_time: this.#time() };
  }

  pull(member: string, body: PullBody): PullAnswer {
    if (this.compares && body.account !== member) throw problem(409, "account_mismatch");
    this.pulls += 1;
    const spaces = body.spaces.map((ask) => this.#page(member, ask, Math.min(body.limit, this.pageSize)));
    const confirmed = body.unconfirmed.flatMap((id) => {
      const done = this.#state.applied.get(id);
      return done ? [[id, done.seq] as const] : [];
    });
    const memberships = [...this.#state.spaces]
      .filter(([, space]) => space.members.includes(member) && space.state !== "gone")
      .map(([id, space]) => membership(id, space));
    return {
      spaces,
      confirmed: Object.fromEntries(confirmed),
      memberships,
      server_time: this.#time(),
      min_schema: this.minSchema,
    };
  }

  #apply(member: string, device: string, mutation: Mutation, heads: Map<string, number>): PushResult {
    const { id } = mutation;
    const done = this.#state.applied.get(id);
    if (done) return result(id, done.outcome, { seq: done.seq });
    const code = this.refuse.get(id);
    if (code) return result(id, "rejected", { code, detail: "No." });
    const space = this.#state.spaces.get(mutation.space);
    if (!space?.members.includes(member) || space.state !== "ok") {
      return result(id, "rejected", { code: "space_gone" });
    }
    const before = space.rows.get(mutation.entity);
    if (!before && mutation.op !== "put") return result(id, "deferred", { code: "not_here_yet" });
    const seq = (heads.get(mutation.space) ?? 0) + 1;
    const outcome = before?.deleted
      ? "superseded"
      : this.#write(space, before, member, device, mutation, seq);
    this.#state.applied.set(id, {
      seq: outcome === "applied" ? seq : space.head,
      outcome,
      space: mutation.space,
    });
    return result(id, outcome, { seq: outcome === "applied" ? seq : space.head });
  }

  #write(
    space: SpaceState,
    before: Row | undefined,
    member: string,
    device: string,
    mutation: Mutation,
    seq: number,
  ): "applied" | "superseded" {
    const time = this.#time();
    const at = mutation.at < time ? mutation.at : time;
    const { body, ...fields } = mutation.fields;
    const row: Row = before ?? fresh(mutation, member, time);
    const next: Row = { ...row, fields: { ...row.fields }, stamps: { ...row.stamps } };
    let changed = !before;
    const set = (name: string, value: unknown, put: () => void) => {
      const stamp = row.stamps[name];
      const met = stamp && stamp.seq > mutation.base_seq && stamp.device !== device;
      if (met && `${stamp.at} ${stamp.device}` > `${at} ${device}`) return;
      const now = name === "body" ? row.body : row.fields[name];
      if (JSON.stringify(now) === JSON.stringify(value) && before) return;
      put();
      next.stamps[name] = { seq, at, device };
      changed = true;
    };
    for (const [name, value] of Object.entries(fields)) {
      set(name, value, () => {
        next.fields[name] = value;
      });
    }
    if (body !== undefined) {
      set("body", body, () => {
        next.body = body as Fields | null;
      });
    }
    if (mutation.op === "delete") Object.assign(next, { deleted: true, fields: {}, body: null });
    if (!changed && mutation.op !== "delete") return "superseded";
    space.rows.set(mutation.entity, { ...next, seq, updated_on: time.slice(0, 10) });
    space.head = seq;
    return "applied";
  }

  /** Whether that cursor was given out in the history that this server now has. */
  #remembers(space: string, cursor: string | undefined): boolean {
    if (!cursor) return true;
    const [, hi, tag] = JSON.parse(cursor) as [number, number, string];
    return this.#state.spaces.get(space)?.tags[hi] === tag;
  }

  #page(member: string, ask: SpaceAsk, limit: number): SpacePage {
    const space = this.#state.spaces.get(ask.id);
    if (!space?.members.includes(member) || space.state === "gone") {
      return { id: ask.id, state: "gone", changes: [], cursor: null, before: null, more: false, floor: null };
    }
    const place = ask.cursor ?? ask.before;
    const [seq] = place ? (JSON.parse(place) as [number]) : [space.head];
    if (place && !this.#remembers(ask.id, place))
      return {
        id: ask.id,
        state: "reset",
        changes: [],
        cursor: null,
        before: null,
        more: false,
        floor: null,
      };
    const forward = ask.cursor !== undefined;
    const rows = [...space.rows.values()]
      .filter((row) => (forward ? row.seq > seq : row.seq <= seq))
      .sort((a, b) => (forward ? a.seq - b.seq : b.seq - a.seq));
    const page = wholeCommits(rows, limit);
    const more = page.length < rows.length;
    const last = page.at(-1)?.seq ?? seq;
    const here = (at: number) => JSON.stringify([at, space.head, space.tags[space.head] ?? ""]);
    return {
      id: ask.id,
      state: space.state,
      changes: page.map((row) => shown(row, member)),
      cursor: here(forward && more ? last : space.head),
      before: !forward && more ? here(last - 1) : null,
      more: forward && more,
      floor: forward ? null : more ? last : 0,
    };
  }

  #space(id: string): SpaceState {
    const space = this.#state.spaces.get(id);
    if (!space) throw new Error(`no space ${id}`);
    return space;
  }

  #time(): string {
    return new Date(this.now).toISOString();
  }
}

function result(
  id: string,
  outcome: PushResult["outcome"],
  { seq = null, code = null, detail = null }: Partial<PushResult>,
): PushResult {
  return { id, outcome, seq, code, detail, errors: [] };
}

/** A page may be longer than asked for, and never ends within a commit. */
function wholeCommits(rows: Row[], limit: number): Row[] {
  let end = Math.min(limit, rows.length);
  while (end < rows.length && end > 0 && rows[end]?.seq === rows[end - 1]?.seq) end += 1;
  return rows.slice(0, end);
}

function shown({ stamps: _, ...row }: Row, viewer: string): Told {
  const sealed = row.fields.sealed === true && row.author !== viewer;
  return structuredClone(sealed ? { ...row, body: null, sealed: true } : row);
}

function fresh(mutation: Mutation, author: string, time: string): Row {
  return {
    space: mutation.space,
    type: mutation.type,
    id: mutation.entity,
    seq: 0,
    author,
    created_on: time.slice(0, 10),
    updated_on: time.slice(0, 10),
    deleted: false,
    fields: {},
    body: null,
    enc: "none",
    key_epoch: 0,
    rev: 0,
    stamps: {},
  };
}

function membership(id: string, space: SpaceState): Membership {
  const members = space.members.map((member) => ({ id: member, joined: "2026-01-01", left: null }));
  return { id, kind: space.kind, head: space.head, closed: false, continued: [], members };
}

function later({ id }: Mutation, code: string): PushResult {
  return { id, outcome: "retry", seq: null, code, detail: null, errors: [] };
}

function problem(status: number, code: string): Problem {
  return new Problem(status, { code, title: code });
}
