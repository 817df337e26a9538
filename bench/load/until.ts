/** Waits for what other processes report, and gives up when nothing moves any more. */

const LOOK_MS = 50;
/** Clients report four times a second. */
const INTERRUPTED_QUIET_MS = 600;

/** Resolves after `ms`, or at once when the run is interrupted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = () => resolve();
  signal.addEventListener("abort", stop, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
}

/**
 * Looks at `value` until it is `wanted` or more: true. False when it has not moved for `quietMs`; once
 * the run is interrupted, it need not move for much less.
 */
export async function untilReached(
  value: () => number,
  wanted: number,
  quietMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let last = value();
  let movedAtMs = performance.now();
  while (last < wanted) {
    const patienceMs = signal.aborted ? Math.min(quietMs, INTERRUPTED_QUIET_MS) : quietMs;
    if (performance.now() - movedAtMs > patienceMs) return false;
    await Bun.sleep(LOOK_MS);
    const now = value();
    if (now !== last) movedAtMs = performance.now();
    last = now;
  }
  return true;
}
