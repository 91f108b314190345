import { useCallback, useEffect, useState } from "preact/hooks";
import { minute, now } from "../../clock.ts";
import {
  Button,
  Card,
  IconButton,
  List,
  Notice,
  Row,
  Screen,
  Section,
  showToast,
} from "../../elements/index.ts";
import { QR } from "../../elements/qr/qr.tsx";
import { navigate } from "../../router.ts";
import { type Space, syncNow } from "../../store/index.ts";
import { t } from "../../words.ts";
import { CodeCard } from "../account/recovery-code.tsx";
import { dated } from "../customs.ts";
import { tell, useSubmit } from "../form.ts";
import { usePoll } from "../poll.ts";
import { chooseSpace } from "../space.ts";
import { WrongNotice } from "../wrong.tsx";
import {
  addressOf,
  type Invitation,
  invite,
  type Knocker,
  kept,
  knockers,
  letIn,
  type OpenInvitation,
  openInvitations,
  takeBack,
  turnAway,
} from "./invitations.ts";

/** The door of a couple: a picture to scan, a link to send, and who has knocked. */
export function Invite({ space }: { space: Space }) {
  const [waiting, setWaiting] = useState<Knocker[]>([]);
  const look = useCallback(async () => setWaiting(await knockers(space.id)), [space.id]);
  usePoll(look, true);
  return (
    <Screen title={t("title.pair")} lead={t("pair.waiting")} back={{ href: "/us", label: t("back") }}>
      {waiting.map((knocker) => (
        <KnockCard key={knocker.id} space={space.id} knocker={knocker} onAnswered={look} />
      ))}
      <Door space={space.id} />
    </Screen>
  );
}

interface KnockProps {
  space: string;
  knocker: Knocker;
  onAnswered: () => Promise<void>;
}

/** The one moment at which a stranger is kept out: who is it, and is it who was meant? */
function KnockCard({ space, knocker, onAnswered }: KnockProps) {
  const submission = useSubmit();
  const { id, name } = knocker;
  const confirm = () =>
    submission.run(async () => {
      await letIn(space, id);
      await syncNow();
      chooseSpace(space);
      await navigate("/", { replace: true });
      showToast({ text: t("pair.together", { name }) });
    });
  const decline = () =>
    submission.run(async () => {
      await turnAway(space, id);
      await onAnswered();
    });
  return (
    <Card as="section" roomy>
      <h2>
        <span role="status">{t("pair.knock", { name })}</span>
      </h2>
      <p>{t("pair.knock.text")}</p>
      {submission.wrong && <p class="field-error">{submission.wrong.text}</p>}
      <Button look="primary" wide busy={submission.busy} onClick={confirm}>
        {t("pair.confirm", { name })}
      </Button>
      <Button look="quiet" wide disabled={submission.busy} onClick={decline}>
        {t("pair.decline")}
      </Button>
    </Card>
  );
}

function Door({ space }: { space: string }) {
  const [picture, setPicture] = useState(() => kept(space, "qr", now()));
  const [link, setLink] = useState(() => kept(space, "link", now()));
  const [all, setAll] = useState<Invitation[]>([]);
  const making = useSubmit();
  const list = useCallback(() => openInvitations(space).then(setAll), [space]);
  const draw = () => making.run(async () => setPicture(await invite(space, "qr")));
  useEffect(() => {
    if (!picture) draw();
  }, [space]);
  useEffect(() => {
    list().catch((error) => tell(error)); // Only a list: the picture says what is wrong.
  }, [list, picture, link]);
  const others = all.filter(({ id }) => id !== picture?.id && id !== link?.id);
  const back = (invitation: Invitation) =>
    making.run(async () => {
      await takeBack(space, invitation);
      if (invitation.id === link?.id) setLink(null);
      await list();
    });
  return (
    <>
      {making.wrong && (
        <WrongNotice wrong={making.wrong} action={<Button onClick={draw}>{t("try.again")}</Button>} />
      )}
      {picture && <Picture invitation={picture} busy={making.busy} onNew={draw} />}
      <SendLink space={space} link={link} onMade={setLink} />
      {(others.length > 0 || link) && (
        <Section title={t("pair.open")}>
          <List joined>
            {[...others, ...(link ? [link] : [])].map((invitation) => (
              <Row
                key={invitation.id}
                icon={invitation.kind}
                title={invitation.kind === "qr" ? t("pair.open.qr") : t("pair.open.link")}
                detail={t("pair.until", { time: timeOf(invitation.expires_at) })}
                trailing={
                  <IconButton icon="close" label={t("pair.cancel")} onClick={() => back(invitation)} />
                }
              />
            ))}
          </List>
        </Section>
      )}
    </>
  );
}

interface PictureProps {
  invitation: OpenInvitation;
  busy: boolean;
  onNew: () => void;
}

function Picture({ invitation: { code, expires_at }, busy, onNew }: PictureProps) {
  if (Date.parse(expires_at) <= Math.max(minute.value, now())) {
    return (
      <Notice
        icon="clock"
        action={
          <Button busy={busy} onClick={onNew}>
            {t("pair.new")}
          </Button>
        }
      >
        {t("pair.ended")}
      </Notice>
    );
  }
  return (
    <div class="invitation">
      <QR text={addressOf(code)} label={t("pair.qr")} />
      <p class="quiet">{t("pair.until", { time: timeOf(expires_at) })}</p>
      <CodeCard label={t("pair.code")} code={code} />
    </div>
  );
}

interface SendProps {
  space: string;
  link: OpenInvitation | null;
  onMade: (link: OpenInvitation) => void;
}

/** By the phone's own share sheet where it has one, else by copying. */
function SendLink({ space, link, onMade }: SendProps) {
  const submission = useSubmit();
  const send = () =>
    submission.run(async () => {
      const made = link ?? (await invite(space, "link"));
      onMade(made);
      await handOver(addressOf(made.code));
    });
  return (
    <div class="stack">
      <Button wide icon="share" busy={submission.busy} onClick={send}>
        {t("pair.link")}
      </Button>
      <p class="quiet">{submission.wrong ? submission.wrong.text : t("pair.link.hint")}</p>
    </div>
  );
}

async function handOver(url: string): Promise<void> {
  try {
    if (navigator.share) return await navigator.share({ text: t("pair.link.text"), url });
    await navigator.clipboard.writeText(url);
    showToast({ text: t("pair.link.copied") });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // Changed one's mind, or may not: the code is on the screen.
  }
}

function timeOf(instant: string): string {
  const today = new Date(instant).toDateString() === new Date(now()).toDateString();
  return dated(
    instant,
    today ? { timeStyle: "short" } : { weekday: "long", hour: "2-digit", minute: "2-digit" },
  );
}
