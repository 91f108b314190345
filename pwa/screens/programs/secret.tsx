import { Button, Card } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { CopyButton } from "../copy.tsx";

interface Props {
  title: string;
  text: string;
  copy: string;
  secret: string;
}

/** What is shown once, for as long as this screen is open. */
export function Secret({ title, text, copy, secret }: Props) {
  return (
    <div class="stack">
      <Card as="section" roomy labelledby="secret">
        <h2 id="secret">
          <span role="status">{title}</span>
        </h2>
        <p>{text}</p>
        <p class="address code" translate={false}>
          {secret}
        </p>
        <CopyButton text={secret} label={copy} />
      </Card>
      <Button wide href="/me/programs">
        {t("back")}
      </Button>
    </div>
  );
}
