import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button, Garden, Notice, Ring, Screen } from "../../elements/index.ts";
import { t } from "../../words.ts";
import { keptInvitation } from "../join/invitation.ts";
import { LockScreen } from "./lock-screen.tsx";

const GARDEN = [
  { seed: "hug", strength: 0.8, bloom: true, clay: true },
  { seed: "walk", strength: 0.5, newLeaf: true },
  { seed: "phones", strength: 0.35, rest: true },
  { seed: "question", strength: 0.95, bloom: true },
  { seed: "thanks", strength: 0.2, newLeaf: true },
];
const MEMBERS = [
  { id: "me", mine: true, done: true },
  { id: "you", mine: false, done: true },
];
const PAGES = 3;

/** What Tend is, in three pages. */
export default function Welcome() {
  const [page, setPage] = useState(0);
  return (
    <div class="welcome">
      <Screen title={titleOf(page)} lead={textOf(page)}>
        <Picture key={page}>{pictureOf(page)}</Picture>
        <Dots page={page} onPick={setPage} />
        {keptInvitation() && <Notice icon="link">{t("welcome.invited")}</Notice>}
        <div class="stack">
          <Button look="primary" wide href="/sign-up">
            {t("welcome.sign-up")}
          </Button>
          <Button wide href="/sign-in">
            {t("welcome.sign-in")}
          </Button>
          <Button look="quiet" wide href="/explore">
            {t("welcome.look")}
          </Button>
        </div>
      </Screen>
    </div>
  );
}

function titleOf(page: number): string {
  return [t("welcome.1.title"), t("welcome.2.title"), t("welcome.3.title")][page] ?? "";
}

function textOf(page: number): string {
  return [t("welcome.1.text"), t("welcome.2.text"), t("welcome.3.text")][page] ?? "";
}

function pictureOf(page: number): ComponentChildren {
  if (page === 0) return <Garden sprigs={GARDEN} label={t("welcome.garden")} />;
  if (page === 2)
    return <LockScreen label={t("welcome.phone")} title={t("app.name")} body={t("push.neutral")} />;
  return (
    <div class="welcome-ring" role="img" aria-label={t("welcome.ring")}>
      <div inert>
        <Ring label="" members={MEMBERS} takes="each" checked size="large" onChange={() => undefined} />
      </div>
    </div>
  );
}

function Picture({ children }: { children: ComponentChildren }) {
  return <div class="welcome-picture">{children}</div>;
}

function Dots({ page, onPick }: { page: number; onPick: (page: number) => void }) {
  return (
    <p class="welcome-dots">
      {Array.from({ length: PAGES }, (_, each) => (
        <button
          key={each}
          type="button"
          aria-label={t("welcome.pages", { page: each + 1, pages: PAGES })}
          aria-current={each === page ? "step" : undefined}
          onClick={() => onPick(each)}
        />
      ))}
      <Button look="quiet" onClick={() => onPick((page + 1) % PAGES)}>
        {t("next")}
      </Button>
    </p>
  );
}
