import { learn } from "./learn.ts";

export const us = learn({});
