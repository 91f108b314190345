export interface Person {
  /** The whole name; its first letter is drawn. */
  name: string;
  mine?: boolean | undefined;
}

export interface AvatarsProps {
  people: readonly Person[];
  size?: "small" | "medium" | "large" | undefined;
}

/** The members as overlapping circles, mine in moss. Decoration: name them in the words beside. */
export function Avatars({ people, size = "medium" }: AvatarsProps) {
  let others = 0;
  return (
    <span class="avatars" data-size={size} aria-hidden="true">
      {people.map((person, index) => (
        <span
          key={index}
          class="avatar"
          data-tone={person.mine ? 0 : Math.min(3, ++others)}
          data-initial={initial(person.name)}
        />
      ))}
    </span>
  );
}

function initial(name: string): string {
  const [first] = letters().segment(name.trim());
  return first ? first.segment.toLocaleUpperCase() : "·";
}

let segmenter: Intl.Segmenter | undefined;

/** One for all: making it costs a slow phone more than using it. */
function letters(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter;
}
