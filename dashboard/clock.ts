/**
 * Where the hub's clock stands against this page's, by Cristian's method: the hub read its clock
 * somewhere between the request and the answer, so the quickest of some round trips bounds the error.
 */

/** One question and answer; `hubMs` is the hub's clock, the others are this page's. All in ms since 1970. */
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

/** Two clocks drift apart by no more than this share of the time: twice what a poor quartz does. */
const DRIFT = 100e-6;

/**
 * The surer of an earlier estimate, less sure by now, and the latest: a round that fell into a busy
 * moment does not undo a good one.
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

/** Asks the hub for its clock, one question after the other; stops early when it does not answer. */
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
    // The hub is away: what was measured before stands, and the next round measures anew.
  }
  return estimateClock(trips);
}
