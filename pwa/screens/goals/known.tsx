import { useState } from "preact/hooks";
import { t } from "../../words.ts";
import { type Catalogue, useCatalogue } from "../explore/catalogue.ts";
import { EvidenceCard } from "../explore/evidence.tsx";

type Method = Catalogue["methods"][number]["slug"];

/** What is known of a method, for who asks. Silent until the catalogue is on this phone. */
export function Known({ method }: { method: Method }) {
  const { catalogue } = useCatalogue();
  const [open, setOpen] = useState(false);
  const found = catalogue?.methods.find(({ slug }) => slug === method);
  if (!found) return null;
  return (
    <details class="today-fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("goal.known", { title: found.title })}</summary>
      {open && <EvidenceCard evidence={found.evidence} beside={found.evidence.beside} />}
    </details>
  );
}
