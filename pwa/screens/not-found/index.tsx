import { Button, Empty, Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";

/** An address that leads nowhere: old, mistyped, or of a space one has left. */
export default function NotFound() {
  return (
    <Screen title={t("title.not-found")}>
      <Empty
        title={t("not-found.words")}
        action={
          <Button look="primary" href="/">
            {t("not-found.home")}
          </Button>
        }
      />
    </Screen>
  );
}
