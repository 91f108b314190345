import { learn } from "./learn.ts";

export const today = learn({});
