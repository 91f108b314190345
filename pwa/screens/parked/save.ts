import { unsent } from "../../store/index.ts";
import { t } from "../../words.ts";
import { asText } from "./telling.ts";

/** Everything that is on this phone alone, as a text that any device can open, among its downloads. */
export default async function save(): Promise<void> {
  const url = URL.createObjectURL(new Blob([asText(await unsent())], { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), {
    href: url,
    download: `${t("unsent.file.name")}.txt`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
