/** Which range of time a zoom shows. Pure; times are the hub's, in ms. */

import type { TimeRange } from "../past/store.ts";

/** Ten seconds of samples. */
export const SHORTEST_ZOOM_MS = 10_000;
const STEP_FACTOR = 2;

/** The range between two times in either order; a short one is widened about its middle. */
export function rangeBetween(oneMs: number, otherMs: number): TimeRange {
  const missingMs = Math.max(0, SHORTEST_ZOOM_MS - Math.abs(oneMs - otherMs));
  return {
    fromMs: Math.min(oneMs, otherMs) - missingMs / 2,
    toMs: Math.max(oneMs, otherMs) + missingMs / 2,
  };
}

/** Half of a range; `atMs` stays where it is. */
export function zoomedIn(range: TimeRange, atMs: number): TimeRange {
  const longMs = lengthOf(range) / STEP_FACTOR;
  return longMs < SHORTEST_ZOOM_MS ? range : scaled(range, atMs, 1 / STEP_FACTOR);
}

/** Twice a range, about `atMs` and no later than the whole; `undefined` if that is as long as the whole. */
export function zoomedOut(range: TimeRange, atMs: number, whole: TimeRange): TimeRange | undefined {
  const wider = scaled(range, atMs, STEP_FACTOR);
  if (lengthOf(wider) >= lengthOf(whole)) return undefined;
  return shifted(wider, Math.min(0, whole.toMs - wider.toMs));
}

export function shifted({ fromMs, toMs }: TimeRange, byMs: number): TimeRange {
  return { fromMs: fromMs + byMs, toMs: toMs + byMs };
}

/** A range as an address has it, in whole ms; `undefined` unless both are times, in order. */
export function rangeIn(from: string | undefined, to: string | undefined): TimeRange | undefined {
  const [fromMs, toMs] = [Number(from), Number(to)];
  const isRange = from !== undefined && to !== undefined && fromMs > 0 && toMs - fromMs > 0;
  return isRange && Number.isFinite(toMs) ? rangeBetween(fromMs, toMs) : undefined;
}

function scaled({ fromMs, toMs }: TimeRange, atMs: number, factor: number): TimeRange {
  return { fromMs: atMs - (atMs - fromMs) * factor, toMs: atMs + (toMs - atMs) * factor };
}

function lengthOf({ fromMs, toMs }: TimeRange): number {
  return toMs - fromMs;
}
