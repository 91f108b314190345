/** The shell and its assets, from the phone first. An answer of the API is never kept, but the catalogue; nor is a calendar. */
import { sw } from "./scope.ts";

const CATALOGUE = "/api/v1/catalogue";
/** Not swept: it is renewed each time it is read. */
const READING = "catalogue";
const RELEASE = "tend-";

const { version, shell, assets } = sw.__TEND;
const current = RELEASE + version;

/** All or nothing: a release is complete, or it does not come. Assets that an older one holds are not fetched again. */
export async function install(): Promise<void> {
  const cache = await caches.open(current);
  const page = await fetch(shell, { cache: "no-cache" });
  if (!page.ok) throw new TypeError("no shell");
  await Promise.all(
    assets.map(async (url) => {
      const known = await caches.match(url);
      await (known ? cache.put(url, known) : cache.add(url));
    }),
  );
  await cache.put(shell, page);
}

/** This release and the one before stay: a page that is open still asks for the older one's parts. */
export async function sweep(): Promise<void> {
  const releases = (await caches.keys()).filter((name) => name.startsWith(RELEASE) && name !== current);
  await Promise.all(releases.slice(0, -1).map((name) => caches.delete(name)));
}

/** Undefined leaves the request to the browser. */
export function answer(request: Request): Promise<Response> | undefined {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== sw.location.origin) return undefined;
  if (url.pathname === CATALOGUE) return freshNextTime(request);
  if (url.pathname.startsWith("/api/") || url.pathname.startsWith("/calendar/")) return undefined;
  if (request.mode === "navigate") return kept(shell, request);
  if (url.pathname.startsWith("/assets/")) return kept(request, request);
  return undefined;
}

async function kept(key: RequestInfo, request: Request): Promise<Response> {
  const cache = await caches.open(current);
  return (await cache.match(key)) ?? (await caches.match(request)) ?? fetch(request);
}

async function freshNextTime(request: Request): Promise<Response> {
  const cache = await caches.open(READING);
  const known = await cache.match(request);
  const fresh = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(request, response.clone());
    return response;
  });
  if (!known) return fresh;
  // Without network there is nothing newer, and the old one is the answer.
  fresh.catch(() => {});
  return known;
}
