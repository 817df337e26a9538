/**
 * File descriptors are limited per process: every connection takes one, and so does everything else that is opened.
 * When none is left, accepting fails and is retried endlessly.
 */

import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** How often a watch checks how many are left. */
const LOOK_MS = 250;
/** Below this, few are left. */
const FEW = 16;
/** Reserved for probes, publishers, the page and the log: an eighth of those free at startup, within these bounds. */
const MIN_SPARE = 32;
const MAX_SPARE = 256;

/** How many this process may have open; `undefined` if the system does not say. */
export function descriptorLimit(): number | undefined {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
    return Number.isNaN(soft) ? undefined : soft;
  } catch {
    return undefined;
  }
}

/** How many are currently open. */
export function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** How many streams fit into `limit` descriptors of which `open` are already taken. */
export function streamsWithin(limit: number, open: number): number {
  const spare = Math.min(MAX_SPARE, Math.max(MIN_SPARE, Math.floor(limit / 8)));
  return limit - open - spare;
}

export interface DescriptorWatchOptions {
  readonly limit: number;
  /** Called at each check while few are left, to free some. */
  readonly onFew: () => void;
  /** Called when none is left, and when some are available again. */
  readonly onChange: (isOut: boolean) => void;
  /** Returns the lowest free descriptor. Default: opens a file and closes it again. */
  readonly lowestFree?: () => number;
}

/**
 * Watches until the returned function is called. The kernel assigns the lowest free descriptor, which shows how many
 * are taken.
 */
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

/** Infinity if there is none. */
function openLowest(): number {
  try {
    const descriptor = openSync("/dev/null", "r");
    closeSync(descriptor);
    return descriptor;
  } catch {
    return Infinity;
  }
}
