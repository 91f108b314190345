/** How far this device has read each space, and in which history of its server. */
import type { ReadTx } from "./port.ts";

export interface CursorRow {
  key: string;
  space: string;
  cursor: string | null;
  /** Where to go on reading backwards; null when the beginning is here. */
  before: string | null;
  /** Every commit from `floor` up to here has been applied. */
  upto: number;
  floor: number;
  /** The server came back from a backup: pages go to the shadow until it is whole. */
  rebuilding: boolean;
}

export const cursorKey = (space: string) => `cursor:${space}`;

export async function cursorOf(tx: ReadTx, space: string): Promise<CursorRow> {
  const known = await tx.get<CursorRow>("meta", cursorKey(space));
  return known ?? freshCursor(space, false);
}

export function freshCursor(space: string, rebuilding: boolean): CursorRow {
  return { key: cursorKey(space), space, cursor: null, before: null, upto: 0, floor: 0, rebuilding };
}

/** By space, for those that were read: what a push builds on. */
export async function cursorsOf(tx: ReadTx, spaces: Iterable<string>): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const space of spaces) {
    const known = await tx.get<CursorRow>("meta", cursorKey(space));
    if (known?.cursor) read[space] = known.cursor;
  }
  return read;
}
