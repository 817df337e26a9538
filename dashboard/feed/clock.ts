/**
 * Estimates the offset of the hub's clock by Cristian's method: the hub reads its clock sometime between request and
 * response, so the quickest of several round trips bounds the error.
 */

/** One request and response; `hubMs` is the hub's clock, the others are this page's. All in ms since 1970. */
export interface RoundTrip {
  readonly sentMs: number;
  readonly hubMs: number;
  readonly receivedMs: number;
}

/** The hub's clock is this page's plus `offsetMs`, give or take `errorMs`. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** Takes the quickest round trip: the offset to its middle, and half of it as the error. */
export function estimateClock(trips: readonly RoundTrip[]): ClockEstimate | undefined {
  const [quickest] = trips.toSorted((a, b) => lengthMs(a) - lengthMs(b));
  if (quickest === undefined) return undefined;
  const { sentMs, receivedMs, hubMs } = quickest;
  return { offsetMs: hubMs - (sentMs + receivedMs) / 2, errorMs: lengthMs(quickest) / 2 };
}

/** Upper bound of the drift between two clocks, per unit of time: twice that of poor quartz. */
const DRIFT = 100e-6;

/**
 * The more certain of an earlier estimate, which has lost certainty since, and the latest: a measurement in a busy
 * moment does not replace a good one.
 */
export function surerEstimate(
  earlier: ClockEstimate | undefined,
  sinceMs: number,
  latest: ClockEstimate,
): ClockEstimate {
  if (earlier === undefined) return latest;
  const aged = { ...earlier, errorMs: earlier.errorMs + sinceMs * DRIFT };
  return latest.errorMs <= aged.errorMs ? latest : aged;
}

function lengthMs({ sentMs, receivedMs }: RoundTrip): number {
  return receivedMs - sentMs;
}

/** Measures several round trips to the hub, one after the other; stops early if the hub does not answer. */
export async function measureClock(
  askHubMs: () => Promise<number>,
  nowMs: () => number,
  tripCount: number,
): Promise<ClockEstimate | undefined> {
  const trips: RoundTrip[] = [];
  try {
    while (trips.length < tripCount) {
      const sentMs = nowMs();
      const answer = await askHubMs();
      trips.push({ sentMs, hubMs: answer, receivedMs: nowMs() });
    }
  } catch {
    // The hub is away: the round trips so far count, and the next measurement tries again.
  }
  return estimateClock(trips);
}
