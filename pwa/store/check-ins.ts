/** The acts that Today needs at the first tap: done, and not done after all. */
import { checkInChange } from "./acts.ts";
import { derived } from "./ids.ts";
import { NotSaved } from "./port.ts";
import { account, write } from "./session.ts";
import type { Account, Day, Part, Rec } from "./types.ts";

export type Practice = Pick<Rec<"practice">, "space" | "id">;

export function me(): Account {
  const known = account.peek();
  if (!known) throw new NotSaved("signed_out");
  return known;
}

/**
 * Done on that day. Again after `withdraw`, it is the same row. `note` left out keeps the one that is
 * there; `sealed` keeps its words from the others until `openNote`.
 */
export function checkIn(practice: Practice, label: Day, note?: string, sealed?: boolean): Promise<void> {
  const { space, id } = practice;
  return write([checkInChange({ space, practice: id, member: me().member.id, label, note, sealed })]);
}

/** Undone: by oneself, without a reason, and it can be done again. */
export function withdraw(practice: Practice, label: Day): Promise<void> {
  return write([
    {
      space: practice.space,
      type: "check_in",
      op: "patch",
      entity: checkInId(practice, label),
      fields: { withdrawn: true } satisfies Part<"check_in">,
    },
  ]);
}

/** One's own check-in of that practice and day. */
export function checkInId(practice: Pick<Practice, "id">, label: Day): string {
  return derived("check_in", practice.id, me().member.id, label);
}
