import type { VNode } from "preact";
import { Icon, Ring, Row } from "../../elements/index.ts";
import { t } from "../../words.ts";
import type { RowView } from "./view.ts";

export interface PracticeRowProps {
  row: RowView;
  onMark: (row: RowView, done: boolean) => void;
  onWord: (row: RowView) => void;
}

type Handlers = Omit<PracticeRowProps, "row">;

const drawn = new WeakMap<RowView, { vnode: VNode; handlers: Handlers }>();

/** The same drawing for the same row: a tap on one ring draws no other anew. */
export function practiceRow(row: RowView, handlers: Handlers): VNode {
  const known = drawn.get(row);
  if (known?.handlers.onMark === handlers.onMark && known.handlers.onWord === handlers.onWord)
    return known.vnode;
  const vnode = <PracticeRow key={row.id} row={row} {...handlers} />;
  drawn.set(row, { vnode, handlers });
  return vnode;
}

/** A practice on Today: its page behind its words, its ring under the thumb, and a word once it is done. */
function PracticeRow({ row, onMark, onWord }: PracticeRowProps) {
  const word = t(row.word ? "today.word.yours" : "today.word");
  return (
    <Row
      title={row.title}
      detail={row.mine ? undefined : row.detail}
      area={row.area}
      icon={row.resting ? "moon" : undefined}
      href={`/practice/${row.space}/${row.id}`}
      trailing={
        <>
          {row.mine && (
            <button
              class="today-word"
              type="button"
              aria-label={t("today.word.of", { label: word, title: row.title })}
              onClick={() => onWord(row)}
            >
              <Icon name="edit" size="small" />
              {word}
            </button>
          )}
          <Ring {...row.ring} onChange={(done) => onMark(row, done)} />
        </>
      }
    />
  );
}
