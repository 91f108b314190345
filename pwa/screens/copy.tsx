import { useState } from "preact/hooks";
import { Button } from "../elements/index.ts";
import { t } from "../words.ts";

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
      <span aria-live="polite">{copied ? t("copied") : label}</span>
    </Button>
  );
}
