import { learn } from "./learn.ts";

export const me = learn({});
