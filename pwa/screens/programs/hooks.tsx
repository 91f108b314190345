import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client.ts";
import { Button, Card, IconButton, List, Row, SwitchField, showToast } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { useSubmit } from "../form.ts";
import { WrongNotice } from "../wrong.tsx";

type Hook = Schemas["WebhookOut"];

/** The webhooks of one couple: one's own to end, and those of all to agree to. */
export function Hooks({ space }: { space: string }) {
  const [hooks, setHooks] = useState<Hook[]>([]);
  const { wrong, run } = useSubmit();
  const look = async () => setHooks((await api("GET", `/spaces/${space}/webhooks`)).webhooks);
  const load = () => run(look);
  useEffect(load, [space]);
  const end = ({ id }: Hook) =>
    run(async () => {
      await api("DELETE", `/spaces/${space}/webhooks/${id}`);
      await look();
      showToast({ text: t("programs.hook.ended") });
    });
  const agree = ({ id }: Hook, yes: boolean) =>
    run(async () => {
      await api(yes ? "PUT" : "DELETE", `/spaces/${space}/webhooks/${id}/agreement`);
      await look();
    });
  const mine = hooks.filter((hook) => hook.mine);
  return (
    <>
      {wrong && <WrongNotice wrong={wrong} action={<Button onClick={load}>{t("try.again")}</Button>} />}
      {mine.length > 0 && (
        <List joined>
          {mine.map((hook) => (
            <Row
              key={hook.id}
              icon="link"
              level={0}
              title={hook.host}
              detail={hook.active ? t(`programs.hook.${hook.whose}`) : t("programs.hook.silent")}
              trailing={
                <IconButton
                  icon="close"
                  label={t("programs.hook.end", { host: hook.host })}
                  onClick={() => end(hook)}
                />
              }
            />
          ))}
        </List>
      )}
      {hooks
        .filter((hook) => !hook.mine)
        .map((hook) => (
          <Card key={hook.id}>
            <SwitchField
              label={t("programs.hook.agree")}
              hint={t("programs.hook.agree.hint", { host: hook.host })}
              checked={hook.agreed}
              onChange={(yes) => agree(hook, yes)}
            />
          </Card>
        ))}
    </>
  );
}
