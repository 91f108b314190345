/** A tap on a ring: shown at once, written right after, taken back when it could not be kept. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
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

const writing = new Map<string, Promise<boolean>>();

/** Done on that day by the holder of this phone, or not after all. True once it is on this phone to stay. */
export async function mark(practice: Rec<"practice">, label: string, done: boolean): Promise<boolean> {
  const member = account.peek()?.member.id;
  if (!member) return false;
  const { space, id } = practice;
  const key = `${id} ${label}`;
  const row = { fields: { practice_id: id, member_id: member, label, withdrawn: !done } };
  const mine: Mark = { space, row };
  shown.value = new Map(shown.peek()).set(key, mine);
  const before = writing.get(key) ?? Promise.resolve(true);
  const written = before
    .then(painted)
    .then(() => (done ? checkIn(practice, label) : withdraw(practice, label)))
    .then(
      () => true,
      (error) => sayWrong(error).then(() => false),
    )
    .finally(() => shown.peek().get(key) === mine && drop(key));
  writing.set(key, written);
  return written;
}

/** The same, with a way back for six seconds instead of a question. It is called noted when it is. */
export async function markWithUndo(practice: Rec<"practice">, label: string, done: boolean): Promise<void> {
  if (!(await mark(practice, label, done)) || !done) return;
  showToast({
    text: t("today.noted"),
    action: { label: t("undo"), run: () => void mark(practice, label, false) },
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
