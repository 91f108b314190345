import { useMemo } from "preact/hooks";
import { encodeQr } from "./encode.ts";

export interface QRProps {
  /** What a camera reads, at most 180 bytes of UTF-8. */
  text: string;
  /** Spoken for the picture: "QR code of your invitation". */
  label: string;
}

const QUIET = 4;

/** A QR code drawn on the device, dark on light in both schemes because cameras expect that. */
export function QR({ text, label }: QRProps) {
  const modules = useMemo(() => encodeQr(text), [text]);
  const size = modules.length + 2 * QUIET;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <path class="qr-paper" d={`M0 0h${size}v${size}H0Z`} />
      <path class="qr-ink" d={pathOf(modules)} />
    </svg>
  );
}

/** Dark runs as one path: a few kilobytes instead of a thousand rectangles. */
function pathOf(modules: readonly (readonly boolean[])[]): string {
  const runs: string[] = [];
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      const start = x;
      while (row[x]) x++;
      if (x > start) runs.push(`M${start + QUIET} ${y + QUIET}h${x - start}v1h-${x - start}Z`);
    }
  });
  return runs.join("");
}
