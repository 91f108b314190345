/** The spaces of this account, as the last pull said. */
import type { ReadTx } from "./port.ts";
import type { Membership, Space } from "./types.ts";

export interface MembershipsRow {
  key: "memberships";
  list: Membership[];
  frozen: string[];
}

export async function membershipsOf(tx: ReadTx): Promise<MembershipsRow> {
  const known = await tx.get<MembershipsRow>("meta", "memberships");
  return known ?? { key: "memberships", list: [], frozen: [] };
}

/** The same list again when nothing changed but the heads, so that screens do not start anew. */
export function spacesOf(list: Membership[], frozen: string[], before: Space[]): Space[] {
  const next = list.map((space) => ({ ...space, frozen: frozen.includes(space.id) }));
  const said = (spaces: Space[]) => JSON.stringify(spaces.map(({ head: _, ...space }) => space));
  return said(next) === said(before) ? before : next;
}
