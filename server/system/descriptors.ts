/**
 * File descriptors, of which a process has so many: each connection takes one, and so does whatever else is to be
 * opened. Without one left nothing is accepted, and the attempt to is made again and again.
 */

import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** How often a watch looks whether some are left. */
const LOOK_MS = 250;
/** Fewer left than this is few. */
const FEW = 16;
/** Kept for probes, publishers, the page and the log, of those that are free at the start: an eighth, within these. */
const MIN_SPARE = 32;
const MAX_SPARE = 256;

/** How many this process may have open; `undefined` where the system does not tell. */
export function descriptorLimit(): number | undefined {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
    return Number.isNaN(soft) ? undefined : soft;
  } catch {
    return undefined;
  }
}

/** How many are open now. */
export function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** How many streams may be open where `limit` descriptors may, of which `open` are taken already. */
export function streamsWithin(limit: number, open: number): number {
  const spare = Math.min(MAX_SPARE, Math.max(MIN_SPARE, Math.floor(limit / 8)));
  return limit - open - spare;
}

export interface DescriptorWatchOptions {
  readonly limit: number;
  /** Called at each look while few are left, to free some. */
  readonly onFew: () => void;
  /** None was left, or there are some again. */
  readonly onChange: (isOut: boolean) => void;
  /** Answers one that is as low as possible, and closes it again. Default: by opening a file. */
  readonly lowestFree?: () => number;
}

/** Watches until stopped by the answer. The system gives out the lowest free one, so that it tells how many are taken. */
export function watchDescriptors(options: DescriptorWatchOptions): () => void {
  const { limit, onFew, onChange, lowestFree = openLowest } = options;
  let isOut = false;
  const look = () => {
    const lowest = lowestFree();
    if (lowest >= limit - FEW) onFew();
    if (lowest >= limit === isOut) return;
    isOut = !isOut;
    onChange(isOut);
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Infinity when there is none. */
function openLowest(): number {
  try {
    const descriptor = openSync("/dev/null", "r");
    closeSync(descriptor);
    return descriptor;
  } catch {
    return Infinity;
  }
}
