import { Card } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { CopyButton } from "../copy.tsx";
import { grouped } from "../join/invitation.ts";

/** The code in groups, with a button that copies it. */
export function CodeCard({ label, code }: { label: string; code: string }) {
  return (
    <Card>
      <p class="eyebrow">{label}</p>
      <p class="code" translate={false}>
        {grouped(code)}
      </p>
      <CopyButton text={code} label={t("copy")} />
    </Card>
  );
}
