/** The words inside a write that was not taken, so that they can be read and copied. */
import type { Parked, RawRec } from "../../store/index.ts";

const SAID = ["title", "summary", "note", "name", "about", "cue"];

/** Everything that was written by hand, a paragraph each. */
export function textOf({ fields }: Pick<Parked, "fields">): string {
  const body = (fields.body ?? {}) as Record<string, unknown>;
  const texts = SAID.map((name) => body[name]).filter((text) => typeof text === "string" && text !== "");
  const plan = body.plan as { cue?: string; then?: string } | undefined;
  return [...texts, ...(plan ? [`${plan.cue ?? ""} ${plan.then ?? ""}`.trim()] : [])].join("\n\n");
}

/** A change of something that is nowhere on this device would make no whole in another space, either. */
export const isWhole = ({
  op,
  entity,
  context,
}: Pick<Parked, "op" | "entity"> & { context: readonly Pick<RawRec, "id">[] }): boolean =>
  op === "put" || context.some(({ id }) => id === entity);

/** What it belongs to: its own title, or that of the practice beside it. */
export function titleOf({
  fields,
  context,
}: Pick<Parked, "fields"> & { context: readonly Pick<RawRec, "type" | "body">[] }): string | undefined {
  const own = (fields.body as { title?: string } | undefined)?.title;
  const practice = context.find(({ type }) => type === "practice");
  return own ?? (practice?.body as { title?: string } | undefined)?.title;
}
