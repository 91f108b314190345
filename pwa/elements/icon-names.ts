/** Every drawing in `shell/icons/sprite.svg`; a test holds the two lists together. */
export const ICON_NAMES = [
  // places
  "today",
  "explore",
  "us",
  "me",
  "plans",
  // doing
  "back",
  "close",
  "check",
  "plus",
  "minus",
  "chevron",
  "pause",
  "play",
  "undo",
  "edit",
  "trash",
  "more",
  "copy",
  "share",
  "link",
  "qr",
  "camera",
  "exit",
  // practices
  "moon",
  "leaf",
  "sprig",
  "heart",
  "hand",
  "hug",
  "phone-off",
  "speech",
  "ear",
  "star",
  "handshake",
  "flag",
  "feelings",
  "compass",
  "knot",
  "mug",
  "book",
  "sun",
  "people",
  "evidence",
  // reminders and days
  "bell",
  "bell-off",
  "clock",
  "calendar",
  // state and safety
  "cloud",
  "cloud-off",
  "travelling",
  "warning",
  "info",
  "key",
  "lock",
  "shield",
  "device",
  // the home screen
  "install",
  "ios-share",
  "android-menu",
  // the ten areas
  "communicate",
  "empathy",
  "quality-time",
  "trust",
  "goals",
  "affection",
  "emotions",
  "interests",
  "conflict",
  "self-care",
] as const;

export type IconName = (typeof ICON_NAMES)[number];

/** Slugs of the ten areas of intimacy. Each has an icon of the same name and a hue in `tokens.css`. */
export const AREAS = [
  "communicate",
  "empathy",
  "quality-time",
  "trust",
  "goals",
  "affection",
  "emotions",
  "interests",
  "conflict",
  "self-care",
] as const satisfies readonly IconName[];

export type AreaSlug = (typeof AREAS)[number];

/** The slug as an area, or undefined where a server newer than this client names one we cannot draw. */
export function asArea(slug: string | null | undefined): AreaSlug | undefined {
  return AREAS.find((area) => area === slug);
}
