/**
 * From how far back clients resume. The events behind the head are known by position alone, since nobody
 * but the bench publishes to its hub. Pure.
 */

export interface Depth {
  /** Names its metrics: the share of the log in percent. */
  readonly name: string;
  /** The share of the log that a client missed. */
  readonly share: number;
}

/** In rising order; at 0 a client missed a few of the newest. */
export const DEPTHS: readonly Depth[] = [
  { name: "depth_0", share: 0 },
  { name: "depth_1", share: 0.01 },
  { name: "depth_10", share: 0.1 },
  { name: "depth_50", share: 0.5 },
  { name: "depth_99_9", share: 0.999 },
];

/** The newest events that clients at depth 0 missed from 1 up to so many of. */
const FEW = 100;
/** The clients of a depth are spread over so much of it, so that no two read the same page. */
const SPREAD = 0.1;

/** How many events client `sample` of `samples` missed: at least 1, and fewer than there are. */
export function eventsBehind(
  share: number,
  events: number,
  sample: number,
  samples: number,
): number {
  const wanted =
    share === 0
      ? 1 + (sample % FEW)
      : Math.round(events * share * (1 - (SPREAD * sample) / samples));
  return Math.max(1, Math.min(events - 1, wanted));
}
