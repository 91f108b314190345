import { Button, Empty, Screen, Skeleton } from "../../elements/index.ts";
import { t } from "../../words.ts";

interface WaitProps {
  title: string;
  missing: boolean;
  again: () => void;
  back?: { href: string; label: string } | undefined;
}

/** Until the catalogue is here, or when it cannot come. */
export function Wait({ title, missing, again, back }: WaitProps) {
  return (
    <Screen title={title} back={back}>
      {missing ? (
        <Empty
          icon="cloud-off"
          title={t("explore.offline.title")}
          action={<Button onClick={again}>{t("try.again")}</Button>}
        >
          {t("explore.offline")}
        </Empty>
      ) : (
        <Skeleton label={t("loading")} rows={5} />
      )}
    </Screen>
  );
}
