/**
 * How far another machine's clock is from this one's, out of nothing but `Date` headers. Each says to the
 * second when an answer was made, some time between its request and its arrival; many together say more.
 */

export interface DateSample {
  /** The Date header, ms since 1970. */
  readonly dateMs: number;
  /** When it was asked for and when it came, ms since 1970 by this machine's clock. */
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
}

export interface ClockOffset {
  /** What to add to this machine's time to get the other's, in ms. */
  readonly offsetMs: number;
  /** How far that may be off, in ms. */
  readonly errorMs: number;
}

export const SAME_CLOCK: ClockOffset = { offsetMs: 0, errorMs: 0 };

/** Date has whole seconds. */
const RESOLUTION_MS = 1_000;

/** The offset that agrees with all samples; undefined without any. */
export function estimateOffset(samples: readonly DateSample[]): ClockOffset | undefined {
  if (samples.length === 0) return undefined;
  const least = Math.max(...samples.map(({ dateMs, receivedAtMs }) => dateMs - receivedAtMs));
  const most = Math.min(
    ...samples.map(({ dateMs, sentAtMs }) => dateMs + RESOLUTION_MS - sentAtMs),
  );
  const offsetMs = (least + most) / 2;
  // Samples that contradict each other, as where a Date is cached, leave a second of doubt more.
  if (least > most) return { offsetMs, errorMs: (least - most) / 2 + RESOLUTION_MS };
  return { offsetMs, errorMs: (most - least) / 2 };
}
