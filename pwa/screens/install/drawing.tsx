/** Pieces of browsers, drawn plainly in `shell/icons/drawings.svg`: enough to find the right spot, with a ring around it. */
export interface DrawingProps {
  of: `ios-${1 | 2 | 3}` | `android-${1 | 2 | 3}` | `desktop-${1 | 2}`;
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
