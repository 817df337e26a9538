/**
 * The time of day with fractions of a millisecond. The monotonic clock supplies them; it stands still while the
 * machine sleeps and knows nothing of a clock that is set, so it is put right by the wall clock when they part.
 */

/** The wall clock counts whole milliseconds; what it differs by beyond this is a jump. */
const JUMP_MS = 20;

export interface Clocks {
  /** Monotonic, in ms with fractions. */
  readonly nowMs: () => number;
  /** What the monotonic clock counts from, in ms since 1970, as far as is known at the start. */
  readonly originMs: number;
  /** Since 1970, in whole ms. */
  readonly dateMs: () => number;
}

/** A clock that answers ms since 1970, with fractions; between two jumps it never goes back. */
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
