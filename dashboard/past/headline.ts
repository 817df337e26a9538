/** The latency at the top of the window: what readers get, or the canary's while there is nobody to get anything. */

import type { LatencySummary, StatsSnapshot } from "#protocol";

/** Events come and go: their readers' figures stay for a while, rather than take turns with the canary's. */
const KEPT_MS = 5_000;

export interface Headline {
  /** `readers`: from accepting a publish to writing it to a subscriber's socket, over all deliveries of a second. */
  readonly of: "readers" | "canary";
  readonly latency: LatencySummary;
  /** The hub's time of these figures. */
  readonly atMs: number;
}

/** The headline after `before`, which may be that of another hub. */
export function nextHeadline(
  before: Headline | undefined,
  { atMs, latency }: Pick<StatsSnapshot, "atMs" | "latency">,
): Headline {
  if (latency.acceptedToSent.count > 0) {
    return { of: "readers", latency: latency.acceptedToSent, atMs };
  }
  const ageMs = before === undefined ? Infinity : atMs - before.atMs;
  if (before?.of === "readers" && ageMs >= 0 && ageMs < KEPT_MS) return before;
  return { of: "canary", latency: latency.canary, atMs };
}
