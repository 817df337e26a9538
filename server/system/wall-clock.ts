/**
 * The time of day with fractions of a millisecond. The fractions come from the monotonic clock, which stands still
 * while the machine sleeps and does not notice when the clock is set, so it is corrected when it departs from the
 * wall clock.
 */

/** The wall clock counts whole milliseconds; a larger difference than this is a jump. */
const JUMP_MS = 20;

export interface Clocks {
  /** Monotonic, in ms with fractions. */
  readonly nowMs: () => number;
  /** Origin of the monotonic clock, in ms since 1970, as known at startup. */
  readonly originMs: number;
  /** Since 1970, in whole ms. */
  readonly dateMs: () => number;
}

/** A clock in ms since 1970, with fractions; between jumps it never goes back. */
export function wallClock({ nowMs, originMs, dateMs }: Clocks): () => number {
  let offsetMs = originMs;
  return () => {
    const atMs = offsetMs + nowMs();
    const differenceMs = dateMs() - atMs;
    if (Math.abs(differenceMs) < JUMP_MS) return atMs;
    offsetMs += differenceMs;
    return atMs + differenceMs;
  };
}
