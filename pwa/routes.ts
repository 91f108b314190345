/** Every address of the app. Screens come when they are wanted; `build.mjs` says which of them come together. */
import type { Route } from "./router.ts";
import Welcome from "./screens/welcome/index.tsx";

const explore = { tab: "/explore", open: true } as const;
const us = { tab: "/us" } as const;
const me = { tab: "/me" } as const;
const outside = { open: true, outside: true } as const;

export const ROUTES: readonly Route[] = [
  { path: "/", title: "today", tab: "/", load: () => import("./screens/today/index.tsx") },

  { path: "/explore", title: "explore", ...explore, load: () => import("./screens/explore/index.tsx") },
  {
    path: "/explore/:area",
    title: "explore",
    ...explore,
    load: () => import("./screens/explore/area.tsx"),
  },
  {
    path: "/explore/:area/:slug",
    title: "practice",
    ...explore,
    load: () => import("./screens/explore/entry.tsx"),
  },
  {
    path: "/new-practice/:space",
    title: "new",
    tab: "/explore",
    load: () => import("./screens/practice/new.tsx"),
  },
  {
    path: "/practice/:space/:id",
    title: "practice",
    tab: "/",
    load: () => import("./screens/practice/index.tsx"),
  },
  {
    path: "/practice/:space/:id/edit",
    title: "edit",
    tab: "/",
    load: () => import("./screens/practice/edit.tsx"),
  },

  {
    path: "/answer/:reminder/:label",
    title: "answer",
    tab: "/",
    load: () => import("./screens/answer/index.tsx"),
  },

  { path: "/us", title: "us", ...us, load: () => import("./screens/us/index.tsx") },
  { path: "/goals/:space", title: "goals", ...us, load: () => import("./screens/goals/index.tsx") },
  { path: "/goals/:space/new", title: "goals", ...us, load: () => import("./screens/goals/new.tsx") },
  { path: "/goal/:space/:id", title: "goals", ...us, load: () => import("./screens/goals/page.tsx") },
  { path: "/goal/:space/:id/edit", title: "goals", ...us, load: () => import("./screens/goals/edit.tsx") },
  {
    path: "/goal/:space/:id/celebrate",
    title: "goals",
    ...us,
    load: () => import("./screens/goals/celebrate.tsx"),
  },
  { path: "/memories/:space", title: "memories", ...us, load: () => import("./screens/goals/memories.tsx") },
  { path: "/support/:space", title: "support", ...us, load: () => import("./screens/goals/support.tsx") },
  { path: "/us/leave", title: "leave", ...us, load: () => import("./screens/us/leave.tsx") },
  { path: "/pair", title: "pair", ...us, load: () => import("./screens/pair/index.tsx") },
  { path: "/join", title: "join", open: true, ...us, load: () => import("./screens/join/index.tsx") },

  { path: "/versions", title: "versions", ...me, load: () => import("./screens/versions/index.tsx") },
  { path: "/me", title: "me", ...me, load: () => import("./screens/me/index.tsx") },
  { path: "/me/profile", title: "profile", ...me, load: () => import("./screens/me/profile.tsx") },
  { path: "/me/devices", title: "devices", ...me, load: () => import("./screens/me/devices.tsx") },
  { path: "/me/password", title: "password", ...me, load: () => import("./screens/me/password.tsx") },
  {
    path: "/me/reminders",
    title: "reminders",
    ...me,
    load: () => import("./screens/reminders/index.tsx"),
  },
  { path: "/me/calendar", title: "calendar", ...me, load: () => import("./screens/calendar/index.tsx") },
  { path: "/me/programs", title: "programs", ...me, load: () => import("./screens/programs/index.tsx") },
  {
    path: "/me/programs/token",
    title: "programs",
    ...me,
    load: () => import("./screens/programs/token.tsx"),
  },
  {
    path: "/me/programs/webhook",
    title: "programs",
    ...me,
    load: () => import("./screens/programs/webhook.tsx"),
  },
  { path: "/me/data", title: "data", ...me, load: () => import("./screens/portability/index.tsx") },
  { path: "/me/data/delete", title: "data", ...me, load: () => import("./screens/portability/delete.tsx") },
  { path: "/authorize", title: "allow", open: true, load: () => import("./screens/programs/allow.tsx") },
  { path: "/surprise", title: "surprise", ...me, load: () => import("./screens/surprise/index.tsx") },
  { path: "/unlock", title: "lock", ...me, load: () => import("./screens/lock/index.tsx") },
  { path: "/parked", title: "parked", ...me, load: () => import("./screens/parked/index.tsx") },
  {
    path: "/install",
    title: "install",
    open: true,
    ...me,
    load: () => import("./screens/install/index.tsx"),
  },
  { path: "/help", title: "help", open: true, ...me, load: () => import("./screens/help/index.tsx") },

  { path: "/welcome", title: "welcome", ...outside, load: async () => ({ default: Welcome }) },
  { path: "/sign-in", title: "sign-in", ...outside, load: () => import("./screens/sign-in/index.tsx") },
  {
    path: "/sign-in/recovery",
    title: "recover",
    ...outside,
    load: () => import("./screens/sign-in/recovery.tsx"),
  },
  { path: "/reset", title: "recover", ...outside, load: () => import("./screens/sign-in/reset.tsx") },
  { path: "/sign-up", title: "sign-up", ...outside, load: () => import("./screens/sign-up/index.tsx") },
];

export const NOT_FOUND: Route = {
  path: "",
  title: "not-found",
  open: true,
  load: () => import("./screens/not-found/index.tsx"),
};

/** Loads the tabs, and with them what lies one tap behind, when there is nothing better to do. */
export function prefetch(): void {
  for (const route of ROUTES) if (route.path === route.tab) void route.load().catch(() => undefined);
}
