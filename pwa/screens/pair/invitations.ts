/** Invitations of one couple. The code of one is told once: it is kept in this tab until it has run out. */
import { api, type Schemas } from "../../api/client.ts";

export type Invitation = Schemas["InviteOut"];
export type InviteKind = Invitation["kind"];
export type OpenInvitation = Schemas["InviteMade"];
export type Knocker = Schemas["Knock"];

const key = (space: string, kind: InviteKind) => `tend.invite.${space}.${kind}`;

/** The one of this tab while it holds. */
export function kept(space: string, kind: InviteKind, at: number): OpenInvitation | null {
  const invitation: OpenInvitation | null = JSON.parse(sessionStorage.getItem(key(space, kind)) ?? "null");
  return invitation && Date.parse(invitation.expires_at) > at ? invitation : null;
}

export async function invite(space: string, kind: InviteKind): Promise<OpenInvitation> {
  const made = await api("POST", `/couples/${space}/invites`, { kind });
  sessionStorage.setItem(key(space, kind), JSON.stringify(made));
  return made;
}

export async function takeBack(space: string, { id, kind }: Invitation): Promise<void> {
  await api("DELETE", `/couples/${space}/invites/${id}`);
  sessionStorage.removeItem(key(space, kind));
}

export async function openInvitations(space: string): Promise<Invitation[]> {
  return (await api("GET", `/couples/${space}/invites`)).invites;
}

export async function knockers(space: string): Promise<Knocker[]> {
  return (await api("GET", `/couples/${space}/join-requests`)).requests;
}

export const letIn = (space: string, request: string): Promise<void> =>
  api("PUT", `/couples/${space}/join-requests/${request}/confirmation`);

export const turnAway = (space: string, request: string): Promise<void> =>
  api("DELETE", `/couples/${space}/join-requests/${request}`);

/** What the camera reads: the code is behind `#`, where no server sees it. */
export const addressOf = (code: string): string => `${location.origin}/join#${code}`;
