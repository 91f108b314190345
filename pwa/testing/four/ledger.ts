/** Every edit that somebody made, with what they saw when they made it; and where each of them is in the end. */
import type { Seen } from "../../store/overlay.ts";
import type { Mutation, OutboxRow, Parked } from "../../store/types.ts";
import type { Look } from "./server.ts";

/** The fields whose every value is written once, so that it is known again wherever it is. */
const FIELDS = ["body", "position", "catalogue"] as const;

export interface Edit {
  mutation: string;
  /** The phone's place among them; -1 for a third party. */
  phone: number;
  space: string;
  entity: string;
  field: string;
  /** JSON, as every value here. */
  value: string;
  saw: string | undefined;
  n: number;
  /** How many restores had been before it. */
  restores: number;
}

export type Fate =
  | "live"
  | "version"
  | "parked"
  | "overwritten"
  | "deleted"
  | "discarded"
  | "third party"
  | "replayed"
  | "left behind";

const place = ({ space, entity, field }: Pick<Edit, "space" | "entity" | "field">) =>
  `${space}/${entity}/${field}`;

export class Ledger {
  readonly edits: Edit[] = [];
  readonly discarded = new Set<string>();
  /** The write that deleted a value, by the value. */
  readonly deletions = new Map<string, string>();
  /** Answers of 500 to a write alone. */
  readonly failures = new Map<string, number>();
  /** Writes that no server would take. */
  readonly hopeless = new Set<string>();
  restores = 0;

  /** `before`: what the writer saw of that record. */
  wrote(phone: number, row: OutboxRow, before: Seen | undefined): void {
    if (row.op === "delete") for (const field of FIELDS) this.#deleted(row, field, before);
    for (const field of FIELDS) {
      if (row.fields[field] === undefined) continue;
      const { id: mutation, space, entity, n } = row;
      const value = JSON.stringify(row.fields[field]);
      const edit = { mutation, phone, space, entity, field, value, saw: fieldOf(before, field), n };
      this.edits.push({ ...edit, restores: this.restores });
    }
  }

  /** Somebody who had seen this value deleted it. */
  #deleted(row: OutboxRow, field: string, before: Seen | undefined): void {
    this.deletions.set(`${place({ ...row, field })}=${fieldOf(before, field)}`, row.id);
  }

  /** A third party's write, which the server took. */
  took(edit: Omit<Edit, "phone" | "n" | "restores">): void {
    this.edits.push({ ...edit, phone: -1, n: 0, restores: this.restores });
  }

  failed(mutations: readonly Mutation[]): void {
    const [{ id = "" } = {}] = mutations;
    if (mutations.length === 1) this.failures.set(id, (this.failures.get(id) ?? 0) + 1);
  }

  /** Where each edit is; undefined: lost. */
  fates(look: Look, parked: readonly Parked[]): Map<Edit, Fate | undefined> {
    const live = new Map<string, string>();
    for (const row of living(look)) {
      for (const [field, value] of Object.entries(valuesOf(row))) {
        live.set(place({ space: row.space_id, entity: row.id, field }), value);
      }
    }
    const versions = new Set(
      look.versions.map((row) => {
        const at = place({ space: row.space_id, entity: row.entity_id, field: row.field });
        return `${at}=${JSON.stringify((JSON.parse(row.body) as { value: unknown }).value)}`;
      }),
    );
    const waiting = new Set(parked.map((row) => row.id));
    const applied = new Set(look.applied.map((row) => row.id));
    const covered = new Set(
      this.edits
        .filter(
          ({ mutation }) => applied.has(mutation) || !(waiting.has(mutation) || this.discarded.has(mutation)),
        )
        .map((edit) => `${place(edit)}=${edit.saw}`),
    );
    const last = new Map<string, number>();
    for (const { phone, n, mutation, ...rest } of this.edits) {
      const key = `${phone} ${place(rest)}`;
      if (!waiting.has(mutation) && !this.discarded.has(mutation))
        last.set(key, Math.max(n, last.get(key) ?? -1));
    }
    const fate = (edit: Edit): Fate | undefined => {
      const said = `${place(edit)}=${edit.value}`;
      if (live.get(place(edit)) === edit.value) return "live";
      if (versions.has(said)) return "version";
      if (waiting.has(edit.mutation)) return "parked";
      if (this.discarded.has(edit.mutation)) return "discarded";
      if (covered.has(said)) return "overwritten";
      const deletion = this.deletions.get(said);
      if (deletion !== undefined && !waiting.has(deletion)) return "deleted";
      // Nobody has a third party's outbox: what the server forgot of theirs is theirs to send again.
      if (edit.phone < 0 && edit.restores < this.restores) return "third party";
      // It had lost to somebody else's in a history that is over. In the new one that phone's writes came in their
      // order, without anything between: its own later words are what follows its earlier ones.
      const later = last.get(`${edit.phone} ${place(edit)}`) ?? -1;
      if (edit.phone >= 0 && edit.restores < this.restores && edit.n < later) return "replayed";
      return undefined;
    };
    return new Map(this.edits.map((edit) => [edit, fate(edit)]));
  }

  /** Edits of one phone that stand live although it wrote a later one to the same field. */
  outOfOrder(look: Look, gone: ReadonlySet<string>): Edit[] {
    const last = new Map<string, Edit>();
    const taken = this.edits.filter(({ phone, mutation }) => phone >= 0 && !gone.has(mutation));
    for (const edit of taken) {
      const key = `${edit.phone} ${place(edit)}`;
      if (edit.n > (last.get(key)?.n ?? -1)) last.set(key, edit);
    }
    const live = new Map<string, string>();
    for (const row of living(look)) {
      for (const [field, value] of Object.entries(valuesOf(row))) {
        live.set(place({ space: row.space_id, entity: row.id, field }), value);
      }
    }
    return taken.filter((edit) => {
      const latest = last.get(`${edit.phone} ${place(edit)}`);
      return live.get(place(edit)) === edit.value && latest?.value !== edit.value;
    });
  }
}

export function fieldOf(seen: Pick<Seen, "body" | "fields"> | undefined, field: string): string | undefined {
  if (!seen) return undefined;
  return JSON.stringify(field === "body" ? seen.body : seen.fields[field]);
}

const living = ({ practices, check_ins }: Look) =>
  [...practices, ...check_ins].filter((row) => row.deleted_at === null);

function valuesOf(row: Look["practices"][number]): Record<string, string> {
  return {
    body: JSON.stringify(row.body === null ? null : JSON.parse(row.body)),
    position: JSON.stringify(row.position ?? null),
    catalogue: JSON.stringify(row.catalogue ?? null),
  };
}
