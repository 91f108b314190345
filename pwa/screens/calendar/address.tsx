import { Card, List, Row } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { CopyButton } from "../copy.tsx";

/** A new address, for as long as this screen is open, and where it is given to a calendar. */
export function Address({ address }: { address: string }) {
  return (
    <>
      <Card as="section" roomy labelledby="address">
        <h2 id="address">
          <span role="status">{t("calendar.once")}</span>
        </h2>
        <p>{t("calendar.once.text")}</p>
        <p class="address code" translate={false}>
          {address}
        </p>
        <CopyButton text={address} label={t("calendar.copy")} />
      </Card>
      <List joined>
        <Row level={0} icon="device" title={t("calendar.iphone")} detail={t("calendar.iphone.how")} />
        <Row level={0} icon="device" title={t("calendar.android")} detail={t("calendar.android.how")} />
        <Row level={0} icon="device" title={t("calendar.desktop")} detail={t("calendar.desktop.how")} />
      </List>
    </>
  );
}
