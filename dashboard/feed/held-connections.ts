/**
 * How many of the browser's connections to the hub the pages of this browser hold for streams of their own, beside the one
 * that the tabs share: each holds a lock, which every tab can count.
 */

import { countHolders, hasLocks, holdLock } from "./locks.ts";

/** Held in shared mode for each stream over HTTP. */
const LOCK = "streamgauge-own-stream";

/** Call with each stream that is opened; returns the function to call once it is closed. */
export function holdConnection(): () => void {
  return hasLocks ? holdLock({ name: LOCK, mode: "shared" }) : () => {};
}

/** Over all tabs; 0 if unknown. */
export function countConnections(): Promise<number> {
  return countHolders(LOCK);
}
