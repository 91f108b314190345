/** What the first screen does not need, as one file to load: what travels, and news of releases. */
export { resolve, Travel } from "./travel.ts";
export { pageUpdates } from "./update.ts";
