/** When all that was published has come: known to a few milliseconds, since the end of a slice is timed by it. */

import { pause } from "../load/until.ts";
import type { WorkerPool } from "../load/worker-pool.ts";
import { QUIET_MS } from "../peers/clients.ts";

const LOOK_MS = 3;

/** Resolves when so many deliveries have come, or none come any more, or the run is interrupted. */
export async function untilDrained(
  pool: WorkerPool,
  deliveries: number,
  signal: AbortSignal,
): Promise<void> {
  const received = () => pool.progress.received;
  let [last, movedAtMs] = [received(), performance.now()];
  while (last < deliveries && performance.now() - movedAtMs < QUIET_MS && !signal.aborted) {
    pool.askProgress();
    await pause(LOOK_MS, signal);
    const now = received();
    if (now > last) [last, movedAtMs] = [now, performance.now()];
  }
}
