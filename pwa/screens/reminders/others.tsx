import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, IconButton, List, Row, Skeleton, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";

type Rung = Schemas["RungDeviceOut"];

/** The other devices on which one's reminders ring. One that is taken away stays signed in, and is silent. */
export function OtherDevices() {
  const [devices, setDevices] = useState<Rung[] | null>(null);
  const { wrong, run } = useSubmit();
  const load = () => run(async () => setDevices((await api("GET", "/push/subscriptions")).devices));
  useEffect(load, []);
  const silence = (device: Rung) =>
    run(async () => {
      await api("DELETE", `/push/subscriptions/${device.session_id}`);
      setDevices((await api("GET", "/push/subscriptions")).devices);
      showToast({ text: t("bells.devices.done") });
    });
  const others = devices?.filter(({ current, rings }) => rings && !current) ?? [];
  return (
    <>
      {wrong && <WrongNotice wrong={wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />}
      {!devices && !wrong && <Skeleton label={t("loading")} rows={1} />}
      {devices && others.length === 0 && <p class="quiet">{t("bells.devices.none")}</p>}
      {others.length > 0 && (
        <List joined>
          {others.map((device) => {
            const name = device.device || t("devices.unnamed");
            return (
              <Row
                key={device.session_id}
                icon="device"
                level={0}
                title={name}
                trailing={
                  <IconButton
                    icon="close"
                    label={t("bells.devices.off", { device: name })}
                    onClick={() => silence(device)}
                  />
                }
              />
            );
          })}
        </List>
      )}
    </>
  );
}
