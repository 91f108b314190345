import { Icon, Ring, Row } from "../../elements/index.ts";
import { t } from "../../words.ts";
import type { RowView } from "./view.ts";

export interface PracticeRowProps {
  row: RowView;
  onMark: (row: RowView, done: boolean) => void;
  onWord: (row: RowView) => void;
}

/** A practice on Today: its page behind its words, its ring under the thumb, and a word once it is done. */
export function PracticeRow({ row, onMark, onWord }: PracticeRowProps) {
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
