import { learn } from "./learn.ts";

export const explore = learn({});
