/** How one day looks in the history of a practice. There is no mark for a day that was missed. */
export type DayLook = "blank" | "mine" | "rest" | "paused" | "ahead";

export interface DaysProps {
  /** Names the picture and sums it up: "The last 12 weeks: 41 days together". */
  label: string;
  /** Oldest first, whole weeks; `day` is the spoken date. */
  days: readonly { day: string; look: DayLook }[];
  /** The day that is today, by its `day`. */
  today?: string | undefined;
}

const COLUMN = 15;

/** The last weeks as a bed of dots, a column a week. A picture: say the sum in `label`. */
export function Days({ label, days, today }: DaysProps) {
  const weeks = Math.ceil(days.length / 7);
  return (
    <svg class="days" role="img" aria-label={label} viewBox={`0 0 ${weeks * COLUMN} ${7 * COLUMN}`}>
      {days.map((each, index) => {
        const x = Math.floor(index / 7) * COLUMN + COLUMN / 2;
        const y = (index % 7) * COLUMN + COLUMN / 2;
        return (
          <g key={each.day} transform={`translate(${x} ${y})`} data-look={each.look}>
            <title>{each.day}</title>
            <circle class="day-dot" r={each.look === "blank" || each.look === "ahead" ? 2.2 : 5.2} />
            {each.day === today && <circle class="day-today" r="6.8" />}
          </g>
        );
      })}
    </svg>
  );
}
