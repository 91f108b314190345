import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { learn } from "../../catalogue.ts";
import { byPractice, grow } from "../../domain/garden.ts";
import type { Rec } from "../../store/index.ts";
import { alive } from "../../words/alive.ts";
import { today } from "../../words/today.ts";
import type { OurPlant } from "./ground.ts";
import { ringOf, whenText } from "./saying.ts";

learn({ ...alive, ...today });

const TODAY = "2026-11-23";

type Fields = Partial<Rec<"practice">["fields"]>;

function plantOf(fields: Fields, logs: [member: string, label: string][] = []): OurPlant {
  const practice = {
    id: "p",
    space: "s",
    type: "practice",
    fields: {
      area: "quality-time",
      catalogue: null,
      requires: "each",
      cadences: [{ from: "2026-11-02", kind: "weekly", times: 3 }],
      start: "2026-11-02",
      ended: null,
      rest: 1,
      position: 0,
      ...fields,
    },
    body: { title: "Tea" },
  } as unknown as Rec<"practice">;
  const rows = logs.map(([member_id, label]) => ({
    fields: { practice_id: "p", member_id, label, withdrawn: false },
  }));
  const plant = grow<Rec<"practice">, Rec<"pause">>(practice, {
    viewer: "alice",
    members: [{ id: "alice" }, { id: "bob" }],
    today: { alice: TODAY, bob: TODAY },
    home: TODAY,
    practices: [practice],
    logs: byPractice(rows),
    pauses: [],
    rests: [],
    mends: [],
  });
  assert.ok(plant);
  return plant;
}

test("a ring says who has, and never who has not", () => {
  assert.equal(ringOf(plantOf({}), "alice").label, "Tea. Mark as done");
  assert.equal(
    ringOf(plantOf({}, [["bob", TODAY]]), "alice").label,
    "Tea. Your partner has. Mark yours as done",
  );
  assert.equal(ringOf(plantOf({}, [["alice", TODAY]]), "alice").label, "Tea. Done by you");
});

test("what the other said we did is theirs to take back", () => {
  const ring = ringOf(plantOf({ requires: "together" }, [["bob", TODAY]]), "alice");
  assert.deepEqual([ring.checked, ring.disabled, ring.label], [true, true, "Tea. Done together"]);
  assert.equal(ringOf(plantOf({ requires: "together" }, [["alice", TODAY]]), "alice").disabled, false);
});

test("what one of us does can be done by the other as well", () => {
  const ring = ringOf(plantOf({ requires: "either" }, [["bob", TODAY]]), "alice");
  assert.deepEqual([ring.checked, ring.disabled], [false, false]);
});

test("what is for the other alone has no switch for me, and a closed space has none at all", () => {
  assert.equal(ringOf(plantOf({ requires: "one:bob" }), "alice").disabled, true);
  assert.equal(ringOf(plantOf({}), "alice", true).disabled, true);
});

test("how far along it is is said from the first time on, and never of affection", () => {
  assert.equal(whenText(plantOf({})), "this week");
  assert.equal(whenText(plantOf({}, [["alice", TODAY]])), "1 of 3 this week");
  assert.equal(whenText(plantOf({ area: "affection" }, [["alice", TODAY]])), "this week");
});
