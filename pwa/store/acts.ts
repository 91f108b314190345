/** The two acts that the lock screen shares with the page: a check-in, and an answer to a reminder. */
import { derived } from "./ids.ts";
import type { Change, Day, Reply } from "./types.ts";

export interface CheckIn {
  space: string;
  practice: string;
  member: string;
  label: Day;
  note?: string;
  sealed?: boolean;
}

/** Done: a new row, or the withdrawn one again. Undone and done again is the same row. */
export function checkInChange(act: CheckIn, exists: boolean): Change {
  const { space, practice, member, label, note, sealed } = act;
  const said = {
    ...(note === undefined ? {} : { body: { note } }),
    ...(exists && sealed === undefined ? {} : { sealed: sealed ?? false }),
  };
  return {
    space,
    type: "check_in",
    op: exists ? "patch" : "put",
    entity: derived("check_in", practice, member, label),
    fields: exists
      ? { withdrawn: false, ...said }
      : { practice_id: practice, member_id: member, label, withdrawn: false, ...said },
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
    fields: { reminder_id: reminder, label, reply, n, minutes },
  };
}
