/**
 * When things are due: a pure function of their count, so that a load is open loop. What is late is
 * still timed from when it was due, whatever the server or the machine did meanwhile.
 */

export interface Pacer {
  /** When number `index` (from 0) is due, in ms from the start; `undefined` when there are no more. */
  dueMs(index: number): number | undefined;
  /** How many there are in all. */
  readonly count: number;
}

/**
 * `ratePerS` a second, evenly, for `durationMs`: number 0 is due at once.
 * @throws {RangeError} when the rate is not above 0
 */
export function constantPacer(ratePerS: number, durationMs: number): Pacer {
  requirePositive(ratePerS);
  return evenly(ratePerS, Math.floor((ratePerS * durationMs) / 1000));
}

/**
 * `count` things at `ratePerS` a second, evenly.
 * @throws {RangeError} when the rate is not above 0
 */
export function countedPacer(ratePerS: number, count: number): Pacer {
  requirePositive(ratePerS);
  return evenly(ratePerS, count);
}

function evenly(ratePerS: number, count: number): Pacer {
  return {
    count,
    dueMs: (index) => (index < count ? (index * 1000) / ratePerS : undefined),
  };
}

function requirePositive(ratePerS: number): void {
  if (!(ratePerS > 0))
    throw new RangeError(`Cannot pace ${ratePerS} a second: expected more than 0`);
}
