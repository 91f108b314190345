/** The two acts that the lock screen shares with the page: a check-in, and an answer to a reminder. */
import { derived } from "./ids.ts";
import type { Change, Day, Part, Reply } from "./types.ts";

export interface CheckIn {
  space: string;
  practice: string;
  member: string;
  label: Day;
  note?: string | undefined;
  sealed?: boolean | undefined;
}

/**
 * Done: a new row, or the withdrawn one again: undone and done again is the same row. What is left out
 * (a note, whether it is sealed) stays as it was.
 */
export function checkInChange({ space, practice, member, label, note, sealed }: CheckIn): Change {
  return {
    space,
    type: "check_in",
    op: "put",
    entity: derived("check_in", practice, member, label),
    fields: {
      practice_id: practice,
      member_id: member,
      label,
      withdrawn: false,
      ...(sealed === undefined ? {} : { sealed }),
      ...(note === undefined ? {} : { body: { note } }),
    } satisfies Part<"check_in">,
  };
}

/** `n`: 0 for opened and done, 1 to 3 for the how-manieth "later" of that label. */
export function replyChange(
  ownSpace: string,
  reminder: string,
  label: Day,
  reply: Reply,
  n = 0,
  minutes: number | null = null,
): Change {
  return {
    space: ownSpace,
    type: "reminder_reply",
    op: "put",
    entity: derived("reminder_reply", reminder, label, reply, String(n)),
    fields: { reminder_id: reminder, label, reply, n, minutes } satisfies Part<"reminder_reply">,
  };
}
