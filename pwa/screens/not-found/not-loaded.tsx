import { Button, Empty, Screen } from "../../elements/index.ts";
import { refresh } from "../../router.ts";
import { t } from "../../words.ts";

/** A screen whose code did not arrive. */
export function NotLoaded() {
  return (
    <Screen title={t("screen.failed.title")}>
      <Empty
        icon="cloud-off"
        title={t("screen.failed")}
        action={
          <Button look="primary" onClick={() => void refresh()}>
            {t("try.again")}
          </Button>
        }
      />
    </Screen>
  );
}
