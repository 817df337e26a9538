/**
 * From how far back clients resume. Positions identify the events behind the head, since only the bench publishes to
 * its hub. Pure.
 */

export interface Depth {
  /** Part of its metrics' names: the share of the log in percent. */
  readonly name: string;
  /** The share of the log that a client missed. */
  readonly share: number;
}

/** In ascending order; at 0 a client missed a few of the newest. */
export const DEPTHS: readonly Depth[] = [
  { name: "depth_0", share: 0 },
  { name: "depth_1", share: 0.01 },
  { name: "depth_10", share: 0.1 },
  { name: "depth_50", share: 0.5 },
  { name: "depth_99_9", share: 0.999 },
];

/** At depth 0 clients missed from 1 up to this many of the newest events. */
const FEW = 100;
/** The clients of a depth are spread over this share of it, so that no two read the same page. */
const SPREAD = 0.1;

/** How many events client `sample` of `samples` missed: at least 1, and fewer than exist. */
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
