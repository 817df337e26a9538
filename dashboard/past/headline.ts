/** The latency at the top of the window: what readers get, or the canary's while there is nobody to get anything. */

import type { LatencySummary, StatsSnapshot } from "#protocol";

/** Events come and go: their readers' figures stay for a while, rather than take turns with the canary's. */
const KEPT_MS = 5_000;

/** The share of a second's deliveries that a figure is about, at least. */
const MOSTLY = 0.9;

export interface Headline {
  /** `readers`: over all deliveries of a second. */
  readonly of: "readers" | "canary";
  /** `true`: up to its parsing; otherwise up to its bytes written to a subscriber's socket. */
  readonly isToParsed: boolean;
  readonly latency: LatencySummary;
  /** The hub's time of these figures. */
  readonly atMs: number;
}

/** The headline after `before`, which may be that of another hub. */
export function nextHeadline(
  before: Headline | undefined,
  { atMs, latency }: Pick<StatsSnapshot, "atMs" | "latency">,
): Headline {
  const { acceptedToSent, acceptedToParsed, canary } = latency;
  if (acceptedToSent.count > 0) {
    // The hub's own readers join a topic after a second.
    const isToParsed = acceptedToParsed.count >= MOSTLY * acceptedToSent.count;
    return {
      of: "readers",
      isToParsed,
      latency: isToParsed ? acceptedToParsed : acceptedToSent,
      atMs,
    };
  }
  const ageMs = before === undefined ? Infinity : atMs - before.atMs;
  if (before?.of === "readers" && ageMs >= 0 && ageMs < KEPT_MS) return before;
  return { of: "canary", isToParsed: true, latency: canary, atMs };
}
