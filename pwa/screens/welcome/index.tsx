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
const PAGES = [1, 2, 3] as const;

type Page = (typeof PAGES)[number];

/** What Tend is, in three pages. */
export default function Welcome() {
  const [page, setPage] = useState<Page>(1);
  return (
    <div class="welcome">
      <Screen title={t(`welcome.${page}.title`)} lead={t(`welcome.${page}.text`)}>
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

function pictureOf(page: Page): ComponentChildren {
  if (page === 1) return <Garden sprigs={GARDEN} label={t("welcome.garden")} />;
  if (page === 3)
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

function Dots({ page, onPick }: { page: Page; onPick: (page: Page) => void }) {
  return (
    <p class="welcome-dots">
      {PAGES.map((each) => (
        <button
          key={each}
          type="button"
          aria-label={t("welcome.pages", { page: each, pages: PAGES.length })}
          aria-current={each === page ? "step" : undefined}
          onClick={() => onPick(each)}
        />
      ))}
      <Button look="quiet" onClick={() => onPick(PAGES[page % PAGES.length] ?? 1)}>
        {t("next")}
      </Button>
    </p>
  );
}
