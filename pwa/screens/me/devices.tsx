import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, IconButton, List, Row, Screen, Skeleton, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { dated } from "../customs.ts";
import { useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";
import { type Ending, EndSession } from "./end-session.tsx";

type Device = Schemas["SessionOut"];

/** Where this account is open, and the means to close it there. */
export default function Devices() {
  const [devices, setDevices] = useState<Device[] | null>(null);
  const { wrong, run } = useSubmit();
  const [ending, setEnding] = useState<Ending | null>(null);
  const load = () => run(async () => setDevices((await api("GET", "/sessions")).sessions));
  useEffect(load, []);
  const ended = () => {
    setEnding(null);
    showToast({ text: t("devices.ended") });
    load();
  };
  return (
    <Screen title={t("title.devices")} lead={t("devices.lead")} back={{ href: "/me", label: t("back") }}>
      {wrong && <WrongNotice wrong={wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />}
      {!devices && !wrong && <Skeleton label={t("loading")} rows={2} />}
      {devices && <DeviceList devices={devices} onEnd={setEnding} />}
      {ending && <EndSession ending={ending} onClose={() => setEnding(null)} onEnded={ended} />}
    </Screen>
  );
}

function DeviceList({ devices, onEnd }: { devices: Device[]; onEnd: (ending: Ending) => void }) {
  const others = devices.filter(({ current }) => !current);
  return (
    <div class="stack">
      <List joined>
        {devices.map((device) => (
          <Row
            key={device.id}
            icon="device"
            level={0}
            title={nameOf(device)}
            detail={
              device.current
                ? `${t("devices.here")} · ${t("devices.since", { time: dayOf(device) })}`
                : t("devices.since", { time: dayOf(device) })
            }
            trailing={
              device.current ? (
                <span />
              ) : (
                <IconButton
                  icon="close"
                  label={t("devices.end", { device: nameOf(device) })}
                  onClick={() => onEnd({ id: device.id, name: nameOf(device) })}
                />
              )
            }
          />
        ))}
      </List>
      {others.length > 0 ? (
        <>
          <Button wide look="careful" onClick={() => onEnd({ id: "others", name: null })}>
            {t("devices.others")}
          </Button>
          <p class="quiet">{t("devices.then")}</p>
        </>
      ) : (
        <p class="quiet">{t("devices.none")}</p>
      )}
    </div>
  );
}

const nameOf = ({ device }: Device): string => device || t("devices.unnamed");

const dayOf = ({ created_at }: Device): string => dated(created_at, { dateStyle: "medium" });
