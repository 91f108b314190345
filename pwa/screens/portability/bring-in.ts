import { api, Problem, type Schemas } from "../../api/client.ts";
import { syncNow } from "../../store/index.ts";
import { t } from "../../words.ts";

const LARGEST = 16 * 2 ** 20;
const PATIENCE = 5 * 60_000;

/** Sends the file, and takes up what is new. Throws Offline, or a Problem that says what to do. */
export async function bringIn(file: File): Promise<Schemas["ImportOut"]> {
  if (file.size > LARGEST) throw refused(t("data.import.large"));
  const came = await send(read(await file.text()));
  await syncNow();
  return came;
}

async function send(read: Schemas["ExportFile"]): Promise<Schemas["ImportOut"]> {
  try {
    return await api("POST", "/me/imports", read, { timeout: PATIENCE });
  } catch (error) {
    if (!(error instanceof Problem && error.code === "invalid")) throw error;
    throw refused(t("data.import.unfit", { place: error.place ?? "" }));
  }
}

/** What it is, the server says; here only what is none at all is sent back. */
function read(text: string): Schemas["ExportFile"] {
  try {
    const found = JSON.parse(text);
    if (found?.format === "tend-export") return found;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refused(t("data.import.foreign"));
}

const refused = (detail: string) => new Problem(422, { detail });
