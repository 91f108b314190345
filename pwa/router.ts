/**
 * Real addresses in one document. `place` is what is shown; links are followed here instead of by the
 * browser. A screen's code is there before the old one goes.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { type Key, t } from "./words.ts";

/** What a screen gets as its props. */
export interface Visit {
  /** The named parts of the address: `/practice/:space/:id`. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Without its `#`. */
  hash: string;
}

export type Tab = "/" | "/explore" | "/us" | "/me";

/** What stands behind `title.` among the words. */
type Named<K> = K extends `title.${infer Name}` ? Name : never;

export interface Route {
  path: string;
  title: Named<Key>;
  load: () => Promise<{ default: ComponentType<Visit> }>;
  /** The tab that is lit. Without one the tabs are hidden. */
  tab?: Tab;
  /** Readable without an account. */
  open?: boolean;
  /** Pointless with an account: leads to Today. */
  outside?: boolean;
}

export interface Place extends Visit {
  path: string;
  route: Route;
  Screen: ComponentType<Visit>;
}

interface Entry {
  /** Of the history entry; scroll positions are kept under it. */
  key: number;
}

const shown = signal<Place | null>(null);
export const place: ReadonlySignal<Place | null> = shown;

const scrolls = new Map<number, number>();
let routes: readonly Route[] = [];
let fallback: Route;
let allow: (route: Route) => string | null = () => null;
let turn = 0;
let key = 0;
let painted: () => void = () => undefined;

export interface RouterSetup {
  routes: readonly Route[];
  /** For addresses that no route has. */
  notFound: Route;
  /** For a screen whose code did not arrive. */
  failed: ComponentType<Visit>;
  /** Where to go instead, or null. */
  guard: (route: Route) => string | null;
}

let failed: RouterSetup["failed"];

/** Shows the current address and follows links from now on. Call it once. */
export async function startRouter(setup: RouterSetup): Promise<void> {
  ({ routes, notFound: fallback, guard: allow, failed } = setup);
  history.scrollRestoration = "manual";
  key = (history.state as Entry | null)?.key ?? 0;
  addEventListener("popstate", (event) => {
    scrolls.set(key, scrollY);
    key = (event.state as Entry | null)?.key ?? 0;
    void show(location.href, "back");
  });
  document.addEventListener("click", followLink);
  await show(location.href, "first");
}

/** `replace`: the way back does not lead here again. */
export async function navigate(to: string, { replace = false } = {}): Promise<void> {
  const url = new URL(to, location.href);
  scrolls.set(key, scrollY);
  if (replace) history.replaceState({ key } satisfies Entry, "", url);
  else {
    key += 1;
    history.pushState({ key } satisfies Entry, "", url);
  }
  await show(url.href, "forward");
}

/** To where one came from, or to `otherwise` where the app was opened on this screen. */
export function goBack(otherwise: string): void {
  if (key > 0) history.back();
  else void navigate(otherwise, { replace: true });
}

/** Shows the current address anew: after signing in or out, or to try a screen again. */
export async function refresh(): Promise<void> {
  await show(location.href, "forward");
}

/** The frame says so after it has drawn a place. */
export function drawn(): void {
  painted();
}

/** A title more exact than the route's: the practice's own name. */
export function useTitle(text: string | undefined): void {
  useEffect(() => {
    if (text) document.title = t("app.title", { screen: text });
  }, [text]);
}

/** The route of a path and the named parts of it. */
export function match(
  path: string,
  among: readonly Route[],
): { route: Route; params: Record<string, string> } | null {
  const parts = split(path);
  for (const route of among) {
    const pattern = split(route.path);
    if (pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((name, i) => {
      const part = parts[i] ?? "";
      if (!name.startsWith(":")) return name === part;
      params[name.slice(1)] = decode(part);
      return true;
    });
    if (fits) return { route, params };
  }
  return null;
}

const split = (path: string): string[] => path.split("/").filter(Boolean);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A lone % is no reason to show nothing.
  }
}

type Arrival = "first" | "forward" | "back";

async function show(href: string, arrival: Arrival): Promise<void> {
  const mine = ++turn;
  const url = new URL(href);
  const { route, params } = match(url.pathname, routes) ?? { route: fallback, params: {} };
  const elsewhere = allow(route);
  if (elsewhere !== null) return navigate(elsewhere, { replace: true });
  const Screen = await loaded(route);
  if (mine !== turn) return; // A later tap was faster.
  const next: Place = {
    path: url.pathname,
    route,
    Screen,
    params,
    query: url.searchParams,
    hash: url.hash.slice(1),
  };
  await swap(next, arrival);
}

async function loaded(route: Route): Promise<ComponentType<Visit>> {
  try {
    return (await route.load()).default;
  } catch (error) {
    if (navigator.onLine) reportError(error);
    return failed;
  }
}

async function swap(next: Place, arrival: Arrival): Promise<void> {
  const draw = () =>
    new Promise<void>((resolve) => {
      painted = resolve;
      document.title = t("app.title", { screen: t(`title.${next.route.title}`) });
      shown.value = next;
    }).then(() => settle(arrival));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (arrival === "first" || still || document.hidden || !document.startViewTransition) return draw();
  const transition = document.startViewTransition(draw);
  transition.ready.catch(() => undefined); // Skipped, by a faster tap or a hidden page: nothing is lost.
  await transition.updateCallbackDone;
}

/** Where the reader stands on the new screen: the scroll position, and the focus on its heading. */
function settle(arrival: Arrival): void {
  scrollTo(0, arrival === "back" ? (scrolls.get(key) ?? 0) : 0);
  if (arrival === "first") return;
  document.querySelector<HTMLElement>("#app h1")?.focus({ preventScroll: true });
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  const sameScreen = link.pathname === location.pathname && link.search === location.search;
  if (sameScreen && link.hash) return; // A jump within the page is the browser's own.
  if (/^\/(api|assets|openapi)\b/.test(link.pathname)) return;
  event.preventDefault();
  void navigate(link.href, { replace: sameScreen });
}
