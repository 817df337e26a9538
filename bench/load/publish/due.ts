/** Waiting until something is due, to a fraction of a millisecond and never too short: what leaves early looks faster than it is. */

import { wallMs } from "../clock.ts";
import { pause } from "../until.ts";

/** Timers are whole milliseconds: the last of a wait is slept through. */
const COARSE_MS = 1.5;
/** To sleep for a fraction of a millisecond: `Bun.sleepSync` cuts it off. */
const NEVER_SET = new Int32Array(new SharedArrayBuffer(4));

/**
 * Resolves at `atMs` of the machine's clock, or when the run is interrupted. It ends a turn of the
 * event loop at least, so that answers are read however fast the pace is.
 */
export async function untilDue(atMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = atMs - wallMs();
  if (waitMs > COARSE_MS) await pause(waitMs - COARSE_MS, signal);
  else await new Promise((resolve) => setImmediate(resolve));
  const restMs = atMs - wallMs();
  if (restMs > 0 && !signal.aborted) Atomics.wait(NEVER_SET, 0, 0, restMs);
}
