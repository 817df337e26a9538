/** The machine's clock, and waiting: for a time, for other processes' reports, or until nothing changes any more. */

const LOOK_MS = 50;
/** A process that stood still has not been patient: between two looks, at most so many of them count. */
const MAX_LOOKS = 4;
/** Clients report four times a second. */
const INTERRUPTED_QUIET_MS = 600;
/** Timers have whole milliseconds, so the last stretch of a wait uses finer sleeps. */
const COARSE_MS = 1.5;
/** A sleep blocks the event loop, so it is short: an answer that comes meanwhile is read late by no more than this. */
const SLEEP_MS = 0.05;
/** Linux ends a sleep up to this much too late, so the last stretch does not sleep. */
const OVERSLEEP_MS = 0.08;
/** For sleeping a fraction of a millisecond, which `Bun.sleepSync` rounds down. */
const NEVER_SET = new Int32Array(new SharedArrayBuffer(4));

/** A clock that all processes of a machine share: ms since 1970 with fractions, steady within a process. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Resolves after `ms`, or at once after an interrupt. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, ms));
  const stop = () => resolve();
  signal.addEventListener("abort", stop, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
}

/** The same of this process's own time: while it stands still, nothing can arrive. */
export async function patientPause(ms: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= LOOK_MS) {
    await pause(Math.min(LOOK_MS, leftMs), signal);
  }
}

/**
 * Resolves at `atMs` on the machine's clock, or at an interrupt. It always yields to the event loop, and never blocks
 * it for longer than a short sleep: answers are read and timed when they come, however fast the pace is.
 */
export async function untilDue(atMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = atMs - wallMs();
  if (waitMs > COARSE_MS) await pause(waitMs - COARSE_MS, signal);
  do {
    const sleepMs = Math.min(SLEEP_MS, atMs - wallMs() - OVERSLEEP_MS);
    if (sleepMs > 0 && !signal.aborted) Atomics.wait(NEVER_SET, 0, 0, sleepMs);
    await new Promise((resolve) => setImmediate(resolve));
  } while (wallMs() < atMs && !signal.aborted);
}

/**
 * Resolves to true once `value` is at least `wanted`, or to false once it has not changed for `quietMs`; after an
 * interrupt it waits much less.
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

export interface Watched {
  readonly isReached: boolean;
  readonly movedAtMs: number;
}

export interface Patience {
  readonly quietMs: number;
  /** Replaces `quietMs` after an interrupt. */
  readonly interruptedQuietMs: number;
  readonly lookMs: number;
  /** Called before each wait for the next look. */
  readonly ask?: () => void;
}

/** Like `untilReached`, and returns when the value last changed, on the clock of `performance.now()`. */
export async function watchUntil(
  value: () => number,
  wanted: number,
  { quietMs, interruptedQuietMs, lookMs, ask }: Patience,
  signal: AbortSignal,
): Promise<Watched> {
  let last = value();
  let movedAtMs = performance.now();
  let lookedAtMs = movedAtMs;
  let quietForMs = 0;
  while (last < wanted) {
    const patienceMs = signal.aborted ? Math.min(quietMs, interruptedQuietMs) : quietMs;
    if (quietForMs > patienceMs) return { isReached: false, movedAtMs };
    ask?.();
    await Bun.sleep(lookMs);
    const [now, nowMs] = [value(), performance.now()];
    quietForMs += Math.min(nowMs - lookedAtMs, MAX_LOOKS * lookMs);
    lookedAtMs = nowMs;
    if (now !== last) [movedAtMs, quietForMs] = [nowMs, 0];
    last = now;
  }
  return { isReached: true, movedAtMs };
}

/**
 * Returns the outcome, or `undefined` if the run was interrupted meanwhile. A failure after an interrupt is no
 * failure: Ctrl-C also reaches the client processes, and ends those that are still starting.
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
