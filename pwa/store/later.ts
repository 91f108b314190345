/** Everything of the store that the first screen does not need, as one file to load. */
export { adoptSession, endRemembered, erase, signOut } from "./handover.ts";
export { resolve, Travel } from "./travel.ts";
export { pageUpdates } from "./update.ts";
