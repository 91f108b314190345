/** The way to a goal as a picture: how far it has come, the places on it, and the flag at its end. */

interface PathProps {
  /** 0 to 1; null where nothing measures it. */
  share: number | null;
  /** For each place on the way, whether it was reached. */
  places: readonly boolean[];
  reached: boolean;
  /** Says what the picture shows. */
  label: string;
}

const WIDTH = 320;
const HEIGHT = 150;
const STEPS = 40;

export function WayPicture({ share, places, reached, label }: PathProps) {
  const [x, y] = at(share ?? 0);
  const [endX, endY] = at(1);
  return (
    <svg class="way" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <path class="way-hill" d={`${line(0, 1)}L${WIDTH} ${endY}V${HEIGHT}H0V${at(0)[1]}Z`} />
      <path class="way-track" d={line(0, 1)} />
      {share !== null && share > 0 && <path class="way-gone" d={line(0, share)} />}
      {places.map((there, index) => {
        const [cx, cy] = at((index + 1) / (places.length + 1));
        return (
          <circle key={index} class="way-place" data-on={there ? "" : undefined} cx={cx} cy={cy} r="6" />
        );
      })}
      <g class="way-flag" data-on={reached ? "" : undefined} transform={`translate(${endX} ${endY})`}>
        <path d="M0 0V-42" />
        <path d="M0 -42Q14 -48 26 -38Q14 -34 0 -26Z" />
      </g>
      {!reached && <circle class="way-here" cx={x} cy={y} r="9" />}
    </svg>
  );
}

/** A ring for a list: as much of it as was come. */
export function ShareRing({ share, reached }: { share: number | null; reached: boolean }) {
  return (
    <svg class="share-ring" viewBox="0 0 44 44" aria-hidden="true">
      <circle class="way-track" cx="22" cy="22" r="17" />
      {share !== null && share > 0 && (
        <circle
          class="way-gone"
          cx="22"
          cy="22"
          r="17"
          pathLength={100}
          stroke-dasharray={`${share * 100} 100`}
          transform="rotate(-90 22 22)"
        />
      )}
      {reached && <path class="share-check" d="M14 22.5l5.5 5.5L30 17" />}
    </svg>
  );
}

function at(part: number): [x: number, y: number] {
  const x = 22 + part * (WIDTH - 60);
  return [x, HEIGHT - 24 - part * 70 - Math.sin(part * Math.PI * 3) * 12];
}

function line(from: number, to: number): string {
  const points = Array.from({ length: STEPS + 1 }, (_, step) => at(from + ((to - from) * step) / STEPS));
  const said = points.map((point) => point.map((part) => part.toFixed(1)).join(" "));
  return ["M", said.join("L")].join("");
}
