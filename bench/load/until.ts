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
  const patience = { quietMs, interruptedQuietMs: INTERRUPTED_QUIET_MS, lookMs: LOOK_MS };
  return (await watchUntil(value, wanted, patience, signal)).isReached;
}

export interface Patience {
  readonly quietMs: number;
  /** Once the run is interrupted. */
  readonly interruptedQuietMs: number;
  readonly lookMs: number;
  /** Called before each wait for the next look. */
  readonly ask?: () => void;
}

/** As `untilReached`, and with when it moved last, on the clock of `performance.now()`. */
export async function watchUntil(
  value: () => number,
  wanted: number,
  { quietMs, interruptedQuietMs, lookMs, ask }: Patience,
  signal: AbortSignal,
): Promise<{ readonly isReached: boolean; readonly movedAtMs: number }> {
  let last = value();
  let movedAtMs = performance.now();
  while (last < wanted) {
    const patienceMs = signal.aborted ? Math.min(quietMs, interruptedQuietMs) : quietMs;
    if (performance.now() - movedAtMs > patienceMs) return { isReached: false, movedAtMs };
    ask?.();
    await Bun.sleep(lookMs);
    const now = value();
    if (now !== last) movedAtMs = performance.now();
    last = now;
  }
  return { isReached: true, movedAtMs };
}

/**
 * The outcome; `undefined` when the run was interrupted meanwhile. What fails then has not failed: a Ctrl-C
 * reaches the client processes too, and ends one that is about to start.
 */
export async function unlessInterrupted<Outcome>(
  signal: AbortSignal,
  act: () => Promise<Outcome>,
): Promise<Outcome | undefined> {
  try {
    const outcome = await act();
    return signal.aborted ? undefined : outcome;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
