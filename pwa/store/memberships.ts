/** The spaces of this account, as the last pull said. */
import type { ReadTx } from "./port.ts";
import type { Membership } from "./types.ts";

export interface MembershipsRow {
  key: "memberships";
  list: Membership[];
  frozen: string[];
}

export async function membershipsOf(tx: ReadTx): Promise<MembershipsRow> {
  const known = await tx.get<MembershipsRow>("meta", "memberships");
  return known ?? { key: "memberships", list: [], frozen: [] };
}
