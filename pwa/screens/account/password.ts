import type { Wrong } from "../form.ts";

const SHORTEST = 12;

export const isLongEnough = (password: string): boolean => password.length >= SHORTEST;

/** What can be wrong with a password to be, and with one that proves who somebody is. */
export const OF_FRESH = ["password_too_short", "password_common"];
export const OF_CURRENT = ["wrong_password"];

/** Said by the field itself, which every form has that can be told so. */
export const isOfPassword = ({ code }: Wrong): boolean => [...OF_FRESH, ...OF_CURRENT].includes(code);
