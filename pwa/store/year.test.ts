/** Two phones that were in two aeroplanes for a year, 2,000 edits each on the same records; then they meet. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { IDBKeyRange } from "fake-indexeddb";
import { DAY } from "../testing/four/acts.ts";
import { House } from "../testing/four/house.ts";
import type { Fate } from "../testing/four/ledger.ts";
import { judge } from "../testing/four/oracles.ts";
import type { Phone } from "../testing/four/phone.ts";
import { RealServer } from "../testing/four/server.ts";
import { practiceId } from "../testing/four/writing.ts";
import { checkInChange } from "./acts.ts";
import { seen } from "./overlay.ts";
import { seeded } from "./testing/device.ts";
import type { Change, Fields, OutboxRow, RawRec } from "./types.ts";

globalThis.IDBKeyRange = IDBKeyRange as typeof globalThis.IDBKeyRange;

const EDITS = 2000;
const PRACTICES = 150;
const YEAR = 365 * DAY;

let server: RealServer;
before(async () => {
  server = await RealServer.start();
});
after(() => server.stop());

/** Numbers below `end`, always the same. */
function dice(seed: number): (end: number) => number {
  const random = seeded(seed);
  const bytes = new Uint8Array(4);
  return (end) => {
    random(bytes);
    return new DataView(bytes.buffer).getUint32(0) % end;
  };
}

/** One edit: a title with its summary, a place in the list, where it is from, a note, or "not done after all". */
function edit(phone: Phone, space: string, roll: (end: number) => number, serial: number): Change {
  const practice = practiceId(space, roll(PRACTICES));
  const patch = (type: string, entity: string, fields: Fields): Change => ({
    space,
    type,
    op: "patch",
    entity,
    fields,
  });
  const day = () => checkInChange({ space, practice, member: phone.member, label: "2026-11-23" });
  const title = `ab·${serial}`;
  switch (roll(5)) {
    case 0:
      return patch("practice", practice, { body: { title, summary: `how ${title} goes` } });
    case 1:
      return patch("practice", practice, { position: serial });
    case 2:
      return patch("practice", practice, { catalogue: `c-${serial}` });
    case 3:
      return { ...day(), fields: { ...day().fields, body: { note: title } } };
    default:
      return { ...day(), fields: { ...day().fields, withdrawn: roll(2) === 1, body: { note: title } } };
  }
}

/** A member who remembers what their phone shows, so that it is not read anew for each of 2,000 edits. */
class Writer {
  readonly phone: Phone;
  readonly #house: House;
  readonly #base = new Map<string, RawRec>();
  readonly #rows = new Map<string, OutboxRow[]>();

  constructor(house: House, phone: Phone, base: RawRec[]) {
    this.phone = phone;
    this.#house = house;
    for (const record of base) this.#base.set(record.id, record);
  }

  async write(changes: Change[]): Promise<void> {
    for (const row of await this.phone.write(changes)) {
      const before = this.#rows.get(row.entity) ?? [];
      this.#rows.set(row.entity, [...before, row]);
      const shown = seen(this.#base.get(row.entity), before, this.phone.member);
      this.#house.ledger.wrote(this.phone.index, row, shown);
    }
  }
}

test("offline for a year, 2,000 edits each on the same records: they meet, and each edit has its place", async (t) => {
  const house = await House.open(server);
  house.limit = 500;
  const [alice, , bob] = house.phones as [Phone, Phone, Phone];
  const { ab } = server.roll.spaces;
  const practices = Array.from({ length: PRACTICES }, (_, i): Change => {
    const fields = {
      area: "goals",
      requires: "each",
      start: "2026-11-01",
      position: i,
      catalogue: `c0-${i}`,
    };
    const cadences = [{ from: "2026-11-01", kind: "daily" }];
    const body = { title: `ab·0·${i}` };
    return {
      space: ab,
      type: "practice",
      op: "put",
      entity: practiceId(ab, i),
      fields: { ...fields, cadences, body },
    };
  });
  await new Writer(house, alice, []).write(practices);
  for (const phone of [alice, bob]) await phone.tab.cycle();
  const base = await bob.all<RawRec>("base");
  const writers = [alice, bob].map((phone) => new Writer(house, phone, base));
  const roll = dice(20261123);
  for (let i = 1; i <= EDITS; i++) {
    for (const writer of writers) {
      server.now += YEAR / EDITS / 2;
      const serial = 1000 + 2 * i + writers.indexOf(writer);
      await writer.write([edit(writer.phone, ab, roll, serial)]);
    }
  }
  assert.equal((await alice.all("outbox")).length, EDITS);
  const { fates } = await judge(house);
  const counted = [...fates].map(([fate, times]) => `${times} ${fate}`).join(", ");
  t.diagnostic(`${house.ledger.edits.length} values of ${2 * EDITS} edits: ${counted}`);
  const allowed: Fate[] = ["live", "version", "parked", "overwritten"];
  assert.deepEqual(
    [...fates.keys()].filter((fate) => !allowed.includes(fate)),
    [],
  );
  assert.equal(
    [...fates.values()].reduce((sum, times) => sum + times, 0),
    house.ledger.edits.length,
  );
  for (const fate of ["live", "version", "overwritten"] as const)
    assert.ok((fates.get(fate) ?? 0) > 100, fate);
  for (const phone of [alice, bob]) assert.deepEqual(await phone.all("outbox"), []);
});
