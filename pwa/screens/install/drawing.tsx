/** Pieces of browsers, drawn plainly in `shell/icons/drawings.svg`: enough to find the right spot, with a ring around it. */
export const DRAWINGS = [
  "ios-1",
  "ios-2",
  "ios-3",
  "android-1",
  "android-2",
  "desktop-1",
  "question",
] as const;

export interface DrawingProps {
  of: (typeof DRAWINGS)[number];
  /** Spoken: what is to be seen on it. */
  label: string;
}

export function Drawing({ of, label }: DrawingProps) {
  return (
    <svg class="drawing" viewBox="0 0 240 120" role="img" aria-label={label}>
      <use href={`#d-${of}`} />
    </svg>
  );
}
