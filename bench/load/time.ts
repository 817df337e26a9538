/** The clock of the machine, and waiting: for a time, for what other processes report, until nothing moves any more. */

const LOOK_MS = 50;
/** Clients report four times a second. */
const INTERRUPTED_QUIET_MS = 600;
/** Timers are whole milliseconds: the last of a wait is slept through. */
const COARSE_MS = 1.5;
/** To sleep for a fraction of a millisecond: `Bun.sleepSync` cuts it off. */
const NEVER_SET = new Int32Array(new SharedArrayBuffer(4));

/** The clock that the processes of one machine share: ms since 1970 with fractions, and steady within a process. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

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
