/** A tap on a ring: shown at once, written right after, taken back when it could not be kept. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { LogRow } from "../../domain/garden.ts";
import { showToast } from "../../elements/index.ts";
import { account, checkIn, type Rec, withdraw } from "../../store/index.ts";
import { t } from "../../words.ts";
import { sayWrong } from "../sorry.ts";

interface Mark {
  space: string;
  row: LogRow;
}

const shown = signal<ReadonlyMap<string, Mark>>(new Map());
/** Marks that are not written yet. */
export const marks: ReadonlySignal<ReadonlyMap<string, Mark>> = shown;

const writing = new Map<string, Promise<void>>();

/** Done on that day by the holder of this phone, or not after all. */
export function mark(practice: Rec<"practice">, label: string, done: boolean): void {
  const member = account.peek()?.member.id;
  if (!member) return;
  const { space, id } = practice;
  const key = `${id} ${label}`;
  const row = { fields: { practice_id: id, member_id: member, label, withdrawn: !done } };
  const mine: Mark = { space, row };
  shown.value = new Map(shown.peek()).set(key, mine);
  const before = writing.get(key) ?? Promise.resolve();
  const written = before
    .then(painted)
    .then(() => (done ? checkIn(practice, label) : withdraw(practice, label)))
    .catch(sayWrong)
    .finally(() => shown.peek().get(key) === mine && drop(key));
  writing.set(key, written);
}

/** The same, with a way back for six seconds instead of a question. */
export function markWithUndo(practice: Rec<"practice">, label: string, done: boolean): void {
  mark(practice, label, done);
  if (done)
    showToast({
      text: t("today.noted"),
      action: { label: t("undo"), run: () => mark(practice, label, false) },
    });
}

/** After the next frame is on the screen, or soon where nothing is painted. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });

function drop(key: string): void {
  writing.delete(key);
  const rest = new Map(shown.peek());
  rest.delete(key);
  shown.value = rest;
}
