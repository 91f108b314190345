/** What can happen in a history, as fast-check makes it up. */
import fc from "fast-check";
import type { Fault } from "./phone.ts";

/** `who`: 0 Alice's phone, 1 her laptop, 2 Bob's phone, 3 Carol's phone. */
export interface Writing {
  do: "write";
  who: number;
  /** Which of the phone's spaces, its own last. */
  where: number;
  /** Which practice there. */
  practice: number;
  what: What;
}

export type What =
  | "title"
  | "position"
  | "catalogue"
  | "both"
  | "whole"
  | "check-in"
  | "sealed"
  | "open"
  | "withdraw"
  | "delete"
  | "poison"
  | "invalid";

export type Cycle = { do: "cycle"; who: number; faults: Fault[] };
export type Rest = { do: "rest"; who: number; practice: number; matched: boolean; twice: boolean };
export type Simple = { do: "backup" } | { do: "restore" } | { do: "time"; ms: number };
export type Part = Writing | Cycle | Rest | Simple;

export type Act =
  | Part
  /** Several at the same moment; two cycles of one phone are two tabs of it. */
  | { do: "together"; parts: Part[]; order: number[] }
  /** The page dies at that call to its storage. */
  | { do: "crash"; who: number; calls: number; faults: Fault[] }
  | { do: "crash in a write"; writing: Writing; calls: number }
  /** The disk is full after so many transactions. */
  | { do: "full"; who: number; room: number }
  | { do: "full in a write"; writing: Writing }
  | { do: "reload"; who: number }
  | { do: "skew"; who: number; ms: number }
  | { do: "revoke"; who: number }
  | { do: "sign in"; who: number }
  /** A request that hung arrives after all. */
  | { do: "late"; which: number }
  | { do: "resolve"; who: number; how: "retry" | "discard" | "keep" }
  | { do: "leave" };

export const MINUTE = 60_000;
export const DAY = 86_400_000;

const who = fc.integer({ min: 0, max: 3 });
const practice = fc.integer({ min: 0, max: 2 });

const what = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.constantFrom<What>("title", "title", "position", "catalogue", "both", "whole"),
  },
  { weight: 7, arbitrary: fc.constantFrom<What>("check-in", "sealed", "open", "withdraw") },
  { weight: 3, arbitrary: fc.constantFrom<What>("delete", "poison", "invalid", "invalid") },
);

const writing: fc.Arbitrary<Writing> = fc.record({
  do: fc.constant("write"),
  who,
  where: fc.nat(8),
  practice,
  what,
});

const fault = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Fault>("ok") },
  { weight: 7, arbitrary: fc.constantFrom<Fault>("cut", "lost", "hang", "before", "after", "batch") },
);

const faults = fc.array(fault, { maxLength: 5 });
const cycle: fc.Arbitrary<Cycle> = fc.record({ do: fc.constant("cycle"), who, faults });

const rest: fc.Arbitrary<Rest> = fc.record({
  do: fc.constant("rest"),
  who,
  practice,
  matched: fc.boolean(),
  twice: fc.boolean(),
});

const time = fc.record({
  do: fc.constant("time" as const),
  ms: fc.oneof(
    fc.integer({ min: 0, max: 20 * MINUTE }),
    fc.integer({ min: 0, max: DAY }),
    fc.integer({ min: 7 * DAY, max: 35 * DAY }),
  ),
});

const backup = fc.constant<Simple>({ do: "backup" });
const restore = fc.constant<Simple>({ do: "restore" });

const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 6, arbitrary: cycle },
  { weight: 3, arbitrary: writing },
  { weight: 1, arbitrary: rest },
  { weight: 1, arbitrary: restore },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 30, arbitrary: writing },
  { weight: 24, arbitrary: cycle },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("together" as const),
      parts: fc.array(part, { minLength: 2, maxLength: 5 }),
      order: fc.array(fc.nat(59), { minLength: 1, maxLength: 40 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("crash" as const),
      who,
      calls: fc.oneof(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 90 })),
      faults,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("crash in a write" as const),
      writing,
      calls: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("full" as const), who, room: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("full in a write" as const), writing }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reload" as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("skew" as const),
      who,
      ms: fc.integer({ min: -3 * DAY, max: 3 * DAY }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("revoke" as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("sign in" as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("late" as const), which: fc.nat(9) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("resolve" as const),
      who,
      how: fc.constantFrom("retry" as const, "discard" as const, "keep" as const),
    }),
  },
  { weight: 4, arbitrary: rest },
  { weight: 5, arbitrary: backup },
  { weight: 4, arbitrary: restore },
  { weight: 5, arbitrary: time },
  { weight: 1, arbitrary: fc.constant<Act>({ do: "leave" }) },
);

/** A history: enough of it that troubles meet. */
export const history = fc.array(act, { minLength: 15, maxLength: 60, size: "max" });
