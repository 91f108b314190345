/** What a member writes next, given what their phone shows them. */
import { checkInChange } from "../../store/acts.ts";
import { derived } from "../../store/ids.ts";
import type { Seen } from "../../store/overlay.ts";
import type { Change, Fields, OutboxRow } from "../../store/types.ts";
import type { What, Writing } from "./acts.ts";
import type { House } from "./house.ts";
import type { Phone } from "./phone.ts";

interface Place {
  phone: Phone;
  space: { id: string; key: string };
  practice: string;
  /** Never used before. */
  serial: number;
}

export const practiceId = (space: string, nth: number) => derived("practice", space, String(nth));

/** The practice, or the day's check-in of it. */
const isAboutADay = (what: What) => ["check-in", "sealed", "open", "withdraw"].includes(what);

/** A write that is about to be made, and what was there to see before. */
export interface Intent {
  phone: Phone;
  changes: Change[];
  before: (Seen | undefined)[];
  /** Once it is in the outbox: who wrote what, and who may not hear it. */
  kept(rows: readonly OutboxRow[]): void;
}

/** Null when there is nothing to do. */
export async function intend(house: House, asked: Writing): Promise<Intent | null> {
  const phone = house.phones[asked.who] as Phone;
  const spaces = house.spacesOf(phone.name);
  const space = spaces[asked.where % spaces.length] as Place["space"];
  house.serial += 1;
  const at = { phone, space, practice: practiceId(space.id, asked.practice), serial: house.serial };
  const there = await phone.see(space.id, "practice", at.practice);
  if (there?.deleted || (!there && (await isOnItsWay(phone, at.practice)))) return null;
  const about = isAboutADay(asked.what);
  const changes = [
    ...(there && about ? [] : tended(at, asked.what, there)),
    ...(about ? await day(at, asked.what) : []),
  ];
  const before = await Promise.all(changes.map(({ type, entity }) => phone.see(space.id, type, entity)));
  const kept = (rows: readonly OutboxRow[]) => {
    for (const [i, row] of rows.entries()) {
      house.ledger.wrote(phone.index, row, before[i]);
      if (row.fields.rest === 99) house.ledger.hopeless.add(row.id);
    }
    for (const change of changes) hear(house, at, asked.what, change);
  };
  return changes.length > 0 ? { phone, changes, before, kept } : null;
}

/** Nobody makes a practice a second time under the same id. */
async function isOnItsWay(phone: Phone, practice: string): Promise<boolean> {
  const rows = [...(await phone.all<OutboxRow>("outbox")), ...(await phone.all<OutboxRow>("parked"))];
  return rows.some((row) => row.entity === practice);
}

export async function write(house: House, asked: Writing): Promise<Change[]> {
  const intent = await intend(house, asked);
  if (!intent) return [];
  house.count("write");
  intent.kept(await intent.phone.write(intent.changes));
  return intent.changes;
}

function tended(at: Place, what: What, there: Seen | undefined): Change[] {
  const { space, practice, serial, phone } = at;
  const title = `${space.key}·${serial}`;
  const change = (op: Change["op"], fields: Fields): Change[] => [
    { space: space.id, type: "practice", op, entity: practice, fields },
  ];
  if (!there || what === "whole") return change("put", whole(title, serial));
  if (what === "delete") return there.author === phone.member ? change("delete", {}) : [];
  const words = what === "poison" ? `${title} POISON` : title;
  const parts: Partial<Record<What, Fields>> = {
    position: { position: serial },
    catalogue: { catalogue: `c-${serial}` },
    both: { position: serial, body: { title } },
    invalid: { rest: 99, body: { title } },
  };
  return change("patch", parts[what] ?? { body: { title: words } });
}

const whole = (title: string, serial: number): Fields => ({
  area: "affection",
  requires: "each",
  cadences: [{ from: "2026-11-01", kind: "daily" }],
  start: "2026-11-01",
  ended: null,
  position: serial,
  catalogue: `c-${serial}`,
  body: { title },
});

async function day({ phone, space, practice, serial }: Place, what: What): Promise<Change[]> {
  const about = { space: space.id, practice, member: phone.member, label: "2026-11-23" };
  const note = `${space.key}·note·${serial}`;
  const entity = checkInChange(about).entity;
  const there = await phone.see(space.id, "check_in", entity);
  if (!there) return [checkInChange({ ...about, note, ...(what === "sealed" ? { sealed: true } : {}) })];
  const patch = (fields: Fields): Change[] => [
    { space: space.id, type: "check_in", op: "patch", entity, fields },
  ];
  if (what === "withdraw") return patch({ withdrawn: there.fields.withdrawn !== true });
  if (what === "open" && there.fields.sealed === true) return patch({ sealed: false });
  return patch({ body: { note } });
}

/** From now on the others may, or may not, hear these words. */
function hear(house: House, { phone, space }: Place, what: What, change: Change): void {
  if (change.type !== "check_in") return;
  const { fields, entity } = change;
  const body = fields.body as { note: string } | undefined;
  if (what === "sealed" && fields.sealed === true && body) house.ears.seal(entity, phone.name, body.note);
  if (fields.sealed === false) house.ears.open(entity);
  if (space.key.startsWith("own")) house.ears.open(entity);
}
