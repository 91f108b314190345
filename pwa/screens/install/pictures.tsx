/** Pieces of browsers, drawn plainly: enough to find the right spot, with a ring around it. */
import type { ComponentChildren } from "preact";

const DRAWINGS = {
  "ios-1": (
    <>
      <Paper />
      <Lines at={[20, 34, 48]} />
      <rect class="draw-bar" x="0" y="76" width="240" height="44" />
      <path class="draw-line" d="m30 92-7 7 7 7M72 92l7 7-7 7" />
      <path class="draw-line" d="M113 94h-4v15h22V94h-4M120 103V87m-5 5 5-5 5 5" />
      <path class="draw-line" d="M158 91c5-2 9-1 11 1v15c-2-2-6-3-11-1zm22 0c-5-2-9-1-11 1" />
      <rect class="draw-line" x="204" y="91" width="14" height="14" rx="3" />
      <Mark x={120} y={98} />
    </>
  ),
  "ios-2": (
    <>
      <rect class="draw-veil" width="240" height="120" />
      <rect class="draw-paper" x="12" y="8" width="216" height="120" rx="14" />
      <Item y={30} width={70} />
      <path class="draw-edge" d="M28 48h184M28 84h184" />
      <rect class="draw-ink" x="28" y="63" width="112" height="6" rx="3" />
      <rect class="draw-line" x="190" y="56" width="20" height="20" rx="5" />
      <path class="draw-line" d="M200 61v10m-5-5h10" />
      <Item y={102} width={92} />
      <rect class="draw-mark" x="17" y="50" width="206" height="32" rx="10" />
    </>
  ),
  "ios-3": (
    <>
      <Paper />
      <rect class="draw-bar" width="240" height="36" />
      <rect class="draw-soft" x="16" y="15" width="34" height="6" rx="3" />
      <rect class="draw-ink" x="92" y="15" width="56" height="6" rx="3" />
      <rect class="draw-strong" x="192" y="15" width="28" height="6" rx="3" />
      <AppIcon x={20} y={54} />
      <rect class="draw-ink" x="82" y="64" width="46" height="6" rx="3" />
      <rect class="draw-soft" x="82" y="78" width="92" height="6" rx="3" />
      <rect class="draw-mark" x="180" y="4" width="52" height="28" rx="12" />
    </>
  ),
  "android-1": (
    <>
      <Paper />
      <rect class="draw-bar" width="240" height="44" />
      <rect class="draw-field" x="40" y="10" width="150" height="24" rx="12" />
      <rect class="draw-soft" x="56" y="19" width="80" height="6" rx="3" />
      <path class="draw-line" d="M16 24l8-7 8 7v9H16z" />
      <Dots x={216} y={22} />
      <Lines at={[62, 76, 90]} />
      <Mark x={216} y={22} />
    </>
  ),
  "android-2": (
    <>
      <Paper />
      <Lines at={[24, 40, 56]} />
      <rect class="draw-menu" x="84" y="6" width="148" height="120" rx="10" />
      <Item y={24} x={100} width={56} />
      <path class="draw-line" d="M104 52h12v18h-12zM110 56v8m-3-3 3 3 3-3" />
      <rect class="draw-ink" x="126" y="58" width="88" height="6" rx="3" />
      <Item y={94} x={100} width={74} />
      <rect class="draw-mark" x="90" y="44" width="136" height="34" rx="10" />
    </>
  ),
  "desktop-1": (
    <>
      <Paper />
      <rect class="draw-bar" width="240" height="44" />
      <rect class="draw-field" x="16" y="10" width="192" height="24" rx="12" />
      <rect class="draw-soft" x="32" y="19" width="84" height="6" rx="3" />
      <path class="draw-line" d="M178 15h16v11h-16zM182 30h8M186 17v6m-2.500-2.500 2.500 2.500 2.500-2.500" />
      <Dots x={224} y={22} />
      <Lines at={[62, 76, 90]} />
      <Mark x={186} y={22} />
    </>
  ),
  question: (
    <>
      <rect class="draw-veil" width="240" height="120" />
      <rect class="draw-paper" x="24" y="14" width="192" height="92" rx="14" />
      <AppIcon x={40} y={28} />
      <rect class="draw-ink" x="100" y="36" width="60" height="6" rx="3" />
      <rect class="draw-soft" x="100" y="50" width="92" height="6" rx="3" />
      <rect class="draw-soft" x="98" y="86" width="34" height="6" rx="3" />
      <rect class="draw-strong" x="156" y="86" width="40" height="6" rx="3" />
      <rect class="draw-mark" x="146" y="76" width="60" height="26" rx="12" />
    </>
  ),
} satisfies Record<string, ComponentChildren>;

export type Drawing = keyof typeof DRAWINGS;

export function Picture({ of, label }: { of: Drawing; label: string }) {
  return (
    <svg class="drawing" viewBox="0 0 240 120" role="img" aria-label={label}>
      {DRAWINGS[of]}
    </svg>
  );
}

function Paper() {
  return <rect class="draw-paper" width="240" height="120" />;
}

function Lines({ at }: { at: readonly number[] }) {
  return (
    <>
      {at.map((y, index) => (
        <rect key={y} class="draw-faint" x="20" y={y} width={index % 2 ? 150 : 190} height="6" rx="3" />
      ))}
    </>
  );
}

function Item({ y, width, x = 28 }: { y: number; width: number; x?: number }) {
  return <rect class="draw-soft" x={x} y={y - 3} width={width} height="6" rx="3" />;
}

function Dots({ x, y }: { x: number; y: number }) {
  return <path class="draw-dots" d={`M${x} ${y - 7}h.01M${x} ${y}h.01M${x} ${y + 7}h.01`} />;
}

function AppIcon({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect class="draw-icon" width="46" height="46" rx="11" />
      <path
        class="draw-sprig"
        d="M23 37V21m0 6c-7 0-10-4-10-10 7 0 10 4 10 10Zm0-6c0-7 3-10 9-11 0 7-3 11-9 11Z"
      />
    </g>
  );
}

function Mark({ x, y }: { x: number; y: number }) {
  return <circle class="draw-mark" cx={x} cy={y} r="19" />;
}
