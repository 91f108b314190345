import { useState } from "preact/hooks";
import { Button, Card } from "../../elements/index.ts";
import { t } from "../../words.ts";
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

/** Says for a while that it copied; where copying is not allowed the text can be selected by hand. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 4000);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  };
  return (
    <Button look="quiet" icon={copied ? "check" : "copy"} onClick={() => void copy()}>
      <span role="status">{copied ? t("copied") : label}</span>
    </Button>
  );
}
