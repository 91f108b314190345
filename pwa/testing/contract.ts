/**
 * What the compiler has to refuse, and what it has to let through, where the client speaks to the server. It is
 * never run: `npm run types` fails when an expected error is none any more, or a call below is one.
 */
import { type Answer, api, type Schemas } from "../api/client.ts";
import type { PullAnswer, PushBody, PushResult } from "../store/protocol.ts";
import type { Change, Kinds, Mutation, Part, RawRec } from "../store/types.ts";

declare const id: string;
declare const erase: boolean;

/** True only where both are the same type; `any` is the same as nothing else. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

export async function paths(): Promise<void> {
  await api("GET", "/me");
  await api("GET", `/join-requests/${id}`);
  await api("PUT", `/couples/${id}/join-requests/${id}/confirmation`);
  await api("DELETE", erase ? "/sessions/others" : `/sessions/${id}`);
  await api("GET", `/spaces/${id}/check-ins/${id}`);

  // @ts-expect-error: there is no such path
  await api("GET", "/mee");
  // @ts-expect-error: the root is added by the client
  await api("GET", "/api/v1/me");
  // @ts-expect-error: the path is there, and not with this method
  await api("POST", "/me", { name: "Alice" });
  // @ts-expect-error: a segment too many
  await api("DELETE", `/sessions/${id}/erased`);
  // @ts-expect-error: a segment too few
  await api("GET", `/couples/${id}`);
  // @ts-expect-error: a misspelled word is not taken for a parameter
  await api("DELETE", "/sessions/curent");
  // @ts-expect-error: nor is a number, an id that it can't be
  await api("DELETE", `/sessions/${7}`);
  // @ts-expect-error: an unknown type of records
  await api("GET", `/spaces/${id}/horoscopes`);
  // @ts-expect-error: an address that nobody can know before it is run
  await api("GET", id);
}

export async function queries(): Promise<void> {
  await api("DELETE", `/sessions/${id}?erase=${erase}`);
  await api("GET", `/spaces/${id}/check-ins?practice_id=${id}&limit=${20}`);

  // @ts-expect-error: an unknown parameter
  await api("DELETE", `/sessions/${id}?wipe=${erase}`);
  // @ts-expect-error: of another type
  await api("DELETE", `/sessions/${id}?erase=${"perhaps" as const}`);
  // @ts-expect-error: one known, one not
  await api("GET", `/spaces/${id}/check-ins?practice_id=${id}&colour=${id}`);
  // @ts-expect-error: the path takes none
  await api("GET", `/me?since=${id}`);
}

export async function bodies(): Promise<void> {
  await api("POST", "/sessions", { login: "alice", password: "…" });
  await api("PUT", `/spaces/${id}/rests/${id}`, { fields: { practice_id: id, label: "2026-11-23" } });
  await api("PATCH", `/spaces/${id}/check-ins/${id}`, { body: { note: "Warm." } });
  await api("GET", "/me", undefined, { timeout: 5 });

  // @ts-expect-error: it takes a body
  await api("POST", "/sessions");
  // @ts-expect-error: a field is missing
  await api("POST", "/sessions", { login: "alice" });
  // @ts-expect-error: a field that the server would refuse
  await api("POST", "/sessions", { login: "alice", password: "…", remember: true });
  // @ts-expect-error: a field of another type
  await api("PUT", "/me/password", { current: "…", new: "…", end_others: "yes" });
  // @ts-expect-error: a word that the server does not know
  await api("POST", `/couples/${id}/invites`, { kind: "pigeon" });
  // @ts-expect-error: it takes no body
  await api("PUT", `/couples/${id}/continuation`, { on: "2026-11-23" });
  // @ts-expect-error: a record's own field, misspelled
  await api("PUT", `/spaces/${id}/rests/${id}`, { fields: { practice_id: id, day: "2026-11-23" } });
  // @ts-expect-error: a pause has no words
  await api("PATCH", `/spaces/${id}/pauses/${id}`, { body: { why: "…" } });
  // @ts-expect-error: what never changes is not patched
  await api("PATCH", `/spaces/${id}/mends/${id}`, { fields: { periods: [] } });
}

export async function answers(): Promise<void> {
  const me = await api("GET", "/me");
  same<typeof me, Schemas["MeOut"]>(true);
  same<typeof me.member.login, string>(true);
  same<Answer<"DELETE", "/sessions/current">, undefined>(true);
  same<Answer<"PUT", "/sessions/current/confirmation">, undefined>(true);
  const { invites } = await api("GET", `/couples/${id}/invites`);
  same<typeof invites, Schemas["InviteOut"][]>(true);
  const { items } = await api("GET", `/spaces/${id}/check-ins`);
  same<(typeof items)[number]["type"], "check_in">(true);
  same<(typeof items)[number]["body"], { note?: string | null } | null>(true);
  const made = await api("PUT", `/spaces/${id}/rests/${id}`, {
    fields: { practice_id: id, label: "2026-11-23" },
  });
  same<typeof made, Schemas["RestRecord"]>(true);

  // @ts-expect-error: the server does not say it
  me.last_seen;
  // @ts-expect-error: who knocks is a name, and no login
  (await api("GET", `/couples/${id}/join-requests`)).requests[0]?.login;
  // @ts-expect-error: it may be null until somebody said yes
  (await api("GET", `/join-requests/${id}`)).space_id.length;
  // @ts-expect-error: nothing comes back
  (await api("DELETE", `/sessions/${id}`)).id;
}

export function wire(): void {
  same<PushBody["mutations"], Mutation[]>(true);
  same<Required<Schemas["Mutation"]>, Mutation>(true);
  same<PushResult["outcome"], "applied" | "merged" | "superseded" | "deferred" | "rejected" | "retry">(true);
  same<PullAnswer["spaces"][number]["state"], "ok" | "reset" | "frozen" | "gone">(true);
  same<
    keyof Kinds,
    | "card"
    | "check_in"
    | "cheer"
    | "contribution"
    | "couple"
    | "goal"
    | "habit"
    | "mend"
    | "milestone"
    | "pause"
    | "practice"
    | "preferences"
    | "proposal"
    | "proposal_answer"
    | "reminder"
    | "reminder_reply"
    | "rest"
    | "support"
    | "version"
  >(true);
  same<keyof Kinds["mend"]["fields"], "practice_id" | "periods" | "made_on" | "withdrawn">(true);
  same<Kinds["pause"]["body"], never>(true);
  const record = {} as PullAnswer["spaces"][number]["changes"][number] satisfies RawRec;
  same<typeof record.fields, { [name: string]: unknown }>(true);

  const part: Part<"check_in"> = { withdrawn: true, body: { note: "Warm." } };
  // @ts-expect-error: a check-in has a day, and never a minute
  const minute: Part<"check_in"> = { at: "2026-11-23T18:00:00.000Z" };
  // @ts-expect-error: a change is put, patched or deleted
  const op: Change["op"] = "increment";
  void [part, minute, op];
}
