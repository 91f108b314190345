/** What one member's part of the ring shows. Only that somebody has; never that somebody has not. */
export interface RingMember {
  id: string;
  done: boolean;
  /** The person holding this phone. */
  mine?: boolean | undefined;
}

/** Who a practice takes: `design/rhythms.md`, `requires`. */
export type RingTakes = "one" | "each" | "either" | "together";

export interface Arc {
  key: string;
  path: string;
  filled: boolean;
  /** 0 is mine (moss); 1, 2, 3 … are the others (clay, and its neighbours). */
  tone: number;
}

const CENTRE = 22;
const RADIUS = 18.5;

/**
 * One arc a member for `each` and `together` (together fills all of them at once: one log says "we did"),
 * one whole ring in the doer's colour for `either` and `one`. Mine is the leading (left) side.
 */
export function arcsOf(members: readonly RingMember[], takes: RingTakes): Arc[] {
  const tones = tonesOf(members);
  const anybody = members.find((member) => member.done);
  if (takes === "either" || takes === "one" || members.length < 2) {
    const shown = anybody ?? members[0];
    return shown
      ? [{ key: "all", path: arcPath(0, 1), filled: anybody !== undefined, tone: tones.get(shown.id) ?? 0 }]
      : [];
  }
  const mineFirst = [...members].sort((a, b) => Number(b.mine ?? false) - Number(a.mine ?? false));
  return mineFirst.map((member, index) => ({
    key: member.id,
    path: arcPath(index / members.length, (index + 1) / members.length),
    filled: takes === "together" ? anybody !== undefined : member.done,
    tone: tones.get(member.id) ?? 0,
  }));
}

/** True once nothing more is asked of anybody. */
export function ringClosed(members: readonly RingMember[], takes: RingTakes): boolean {
  return takes === "each"
    ? members.length > 0 && members.every((member) => member.done)
    : members.some((member) => member.done);
}

function tonesOf(members: readonly RingMember[]): Map<string, number> {
  let others = 0;
  return new Map(members.map((member) => [member.id, member.mine ? 0 : ++others]));
}

/** Anticlockwise from the top, from one fraction of the ring to another. */
function arcPath(from: number, to: number): string {
  if (to - from >= 1) return `M${CENTRE} ${CENTRE - RADIUS}a${RADIUS} ${RADIUS} 0 1 0 .01 0Z`;
  const [start, end] = [from, to].map((part) => {
    const turn = part * 2 * Math.PI;
    return `${(CENTRE - RADIUS * Math.sin(turn)).toFixed(2)} ${(CENTRE - RADIUS * Math.cos(turn)).toFixed(2)}`;
  });
  return `M${start}A${RADIUS} ${RADIUS} 0 ${to - from > 0.5 ? 1 : 0} 0 ${end}`;
}
