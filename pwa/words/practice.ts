import { learn } from "./learn.ts";

export const practice = learn({});
