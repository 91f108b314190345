/** What is on this phone alone, in words: on the screen, and in a file that can be kept elsewhere. */
import { type Parked, read, type Unsent } from "../../store/index.ts";
import { has, type Key, t } from "../../words.ts";
import { momentText } from "../customs.ts";
import { textOf, titleOf } from "./contents.ts";

/** What a record or a write to one is called. */
export function heading(row: Pick<Unsent, "space" | "type" | "entity" | "fields" | "context">): string {
  const key = `parked.kind.${row.type}`;
  const kind = has(key) ? t(key as Extract<Key, "parked.kind.other">) : t("parked.kind.other");
  const title = titleOf({ fields: row.fields, context: row.context ?? [] }) ?? practiceOf(row);
  return title ? t("parked.for", { kind, title }) : kind;
}

/** Of what still waits, it is among the records that are here. */
function practiceOf({
  space,
  type,
  entity,
  fields,
}: Pick<Unsent, "space" | "type" | "entity" | "fields">): string | undefined {
  const id = type === "practice" ? entity : fields.practice_id;
  return typeof id === "string" ? read(space, "practice", id)?.body?.title : undefined;
}

export const written = ({ at }: Unsent): string => t("parked.at", { time: momentText(at) });

export function reason({ code, detail }: Pick<Parked, "code" | "detail">): string {
  if (code.startsWith("space_")) return t("parked.why.closed");
  return code === "server_error"
    ? t("parked.why.server")
    : t("parked.why.rejected", { detail: detail || code });
}

/** For people first; below it whole, as it would have travelled, so that nothing is left out. */
export function asText(rows: readonly Unsent[]): string {
  const told = rows.map((row) => {
    const { code, detail = "", fields } = row;
    const day = typeof fields.label === "string" ? fields.label : "";
    return [heading(row), day, written(row), textOf(row), code ? reason({ code, detail }) : ""]
      .filter(Boolean)
      .join("\n");
  });
  return [t("unsent.title"), ...told, t("unsent.data"), JSON.stringify(rows, null, 2)].join("\n\n");
}
