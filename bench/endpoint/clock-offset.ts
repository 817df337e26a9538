/**
 * Estimates another machine's clock offset from `Date` headers alone. Each gives, to the second, a time between a
 * request and its response; many together narrow it down.
 */

export interface DateSample {
  /** The Date header, ms since 1970. */
  readonly dateMs: number;
  /** When the request was sent and the response arrived, ms since 1970 by this machine's clock. */
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
}

export interface ClockOffset {
  /** The other machine's time minus this machine's, in ms. */
  readonly offsetMs: number;
  /** The error of that, in ms. */
  readonly errorMs: number;
}

export const SAME_CLOCK: ClockOffset = { offsetMs: 0, errorMs: 0 };

/** Date has whole seconds. */
const RESOLUTION_MS = 1_000;

/** The offset that agrees with all samples; `undefined` without any. */
export function estimateOffset(samples: readonly DateSample[]): ClockOffset | undefined {
  if (samples.length === 0) return undefined;
  const least = Math.max(...samples.map(({ dateMs, receivedAtMs }) => dateMs - receivedAtMs));
  const most = Math.min(
    ...samples.map(({ dateMs, sentAtMs }) => dateMs + RESOLUTION_MS - sentAtMs),
  );
  const offsetMs = (least + most) / 2;
  // Contradictory samples, for example from a cached Date, add a second to the error.
  if (least > most) return { offsetMs, errorMs: (least - most) / 2 + RESOLUTION_MS };
  return { offsetMs, errorMs: (most - least) / 2 };
}
