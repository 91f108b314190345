import { arcsOf, type RingMember, type RingTakes, ringClosed } from "./ring-arcs.ts";

export interface RingProps {
  /** The whole spoken name: "A long hug. Bob has. Mark yours as done". */
  label: string;
  /** Everybody the practice takes, with whether their part of today is done. One is `mine`. */
  members: readonly RingMember[];
  takes: RingTakes;
  /** Whether the holder of this phone has checked in (for `together`: whether somebody said "we did"). */
  checked: boolean;
  /** Called at once on tap; paint first, offer an undo, never ask. */
  onChange: (checked: boolean) => void;
  /** Resting, paused, or a practice that only the other does. */
  disabled?: boolean | undefined;
  /** `large` 88 px on the practice's page. */
  size?: "medium" | "large" | undefined;
}

/**
 * The check-in: a real switch (so the phone gives its own haptic and screen readers their own words)
 * dressed as a ring with a part for each of us.
 */
export function Ring({
  label,
  members,
  takes,
  checked,
  onChange,
  disabled = false,
  size = "medium",
}: RingProps) {
  const arcs = arcsOf(members, takes);
  const closed = ringClosed(members, takes);
  return (
    <label
      class="ring"
      data-size={size}
      data-closed={closed ? "" : undefined}
      data-disabled={disabled ? "" : undefined}
    >
      <input
        type="checkbox"
        {...{ switch: true }}
        aria-label={label}
        checked={checked}
        disabled={disabled}
        onChange={(event) => {
          const next = event.currentTarget.checked;
          if (next && "vibrate" in navigator) navigator.vibrate(10);
          onChange(next);
        }}
      />
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle class="ring-wash" cx="22" cy="22" r="18.5" />
        {arcs.map((arc) => (
          <path key={`track ${arc.key}`} class="ring-track" d={arc.path} />
        ))}
        {arcs.map((arc) => (
          <path
            key={arc.key}
            class="ring-arc"
            data-tone={arc.tone}
            data-filled={arc.filled ? "" : undefined}
            pathLength={1}
            d={arc.path}
          />
        ))}
        <path
          class="ring-tick"
          data-shown={checked || closed ? "" : undefined}
          pathLength={1}
          d="M14.5 22.6l5.2 5.2 10-11"
        />
      </svg>
    </label>
  );
}
