/** The page: its account from storage, its screen from the address, then everything that can wait. */
import { effect } from "@preact/signals-core";
import { render } from "preact";
import { learnFirst } from "./catalogue.ts";
import { startClock } from "./clock.ts";
import { Frame, isShut, UNLOCK } from "./frame.tsx";
import { match, navigate, place, type Route, startRouter } from "./router.ts";
import { NOT_FOUND, prefetch, ROUTES } from "./routes.ts";
import { listenForInstall } from "./screens/install/prompt.ts";
import { applyTheme } from "./screens/me/theme.ts";
import { NotLoaded } from "./screens/not-found/not-loaded.tsx";
import { Remembered } from "./screens/today/remembered.tsx";
import { followSignals } from "./signals.ts";
import { account, boot, locked, snapshot } from "./store/index.ts";

const root = document.getElementById("app");
if (!root) throw new Error("the shell has no #app");
/** The first words of the welcome, where the server knows that nobody is signed in. */
const stranger = root.querySelector(".stranger");

followSignals();
learnFirst();
applyTheme();
startClock();
listenForInstall();
paintRemembered(root);
frameFirst(root);
markTab();

void begin();

/** Not at the top level: whatever is loaded later waits for the end of this module. */
async function begin(): Promise<void> {
  // The screen's code comes while the database opens. A load that fails is told when the screen is due.
  match(stranger ? "/welcome" : location.pathname, ROUTES)
    ?.route.load()
    .catch(() => undefined);
  const state = await boot();
  await startRouter({ routes: ROUTES, notFound: NOT_FOUND, failed: NotLoaded, guard });
  leaveWithAccount(state === "ready");
  whenIdle(comeAlong);
}

/** The other screens, and what belongs to the account and may wait. */
async function comeAlong(): Promise<void> {
  prefetch();
  await (await import("./screens/along.ts")).default();
}

/** Today as it was when it was last seen, while the records are being read. It goes with sign-out and lock. */
function paintRemembered(into: HTMLElement): void {
  if (location.pathname !== "/" || snapshot() === null) return;
  stranger?.remove();
  render(
    <div class="frame" inert>
      <Remembered />
    </div>,
    into,
  );
}

/** What stands there, the shell's own shapes or Today as it was, stays until there is a screen. */
function frameFirst(into: HTMLElement): void {
  let framed = false;
  place.subscribe((first) => {
    if (!first || framed) return;
    framed = true;
    stranger?.remove();
    render(<Frame />, into);
  });
}

function guard(route: Route): string | null {
  if (account.peek()) return route.outside || (route.path === UNLOCK && !locked.peek()) ? "/" : null;
  return route.open ? null : "/welcome";
}

/** The tabs are the shell's: here they only learn which one is lit, and when there are none. */
function markTab(): void {
  const tabs = document.querySelectorAll<HTMLAnchorElement>(".tabs a");
  effect(() => {
    if (place.value === null) return;
    const { tab, open } = place.value.route;
    const bare = !tab || (isShut() && !open) || (open === true && account.value === null);
    document.documentElement.toggleAttribute("data-bare", bare);
    for (const each of tabs) {
      if (each.getAttribute("href") === tab) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    }
  });
}

/** An account that ends, here or in another tab, takes its screens with it. */
function leaveWithAccount(signedIn: boolean): void {
  let before = signedIn;
  effect(() => {
    const now = account.value !== null;
    if (before && !now) void navigate("/welcome", { replace: true });
    before = now;
  });
}

function whenIdle(work: () => Promise<void>): void {
  const run = () => void work().catch(reportError);
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 5000 });
  else setTimeout(run, 1500);
}
