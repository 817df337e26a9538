/** The hub's counters; every field only grows. */

import type { HubTotals } from "#protocol";

export type Counters = { -readonly [Name in keyof HubTotals]: HubTotals[Name] };

/** Their names. */
export const COUNTER_NAMES = [
  "events",
  "deliveries",
  "deliveredBytes",
  "subscribed",
  "resumed",
  "unsubscribed",
  "refused",
  "gaps",
  "fellBehind",
  "stalled",
  "repeated",
] as const satisfies readonly (keyof HubTotals)[];

export function zeroCounters(): Counters {
  return {
    events: 0,
    deliveries: 0,
    deliveredBytes: 0,
    subscribed: 0,
    resumed: 0,
    unsubscribed: 0,
    refused: 0,
    gaps: 0,
    fellBehind: 0,
    stalled: 0,
    repeated: 0,
  };
}
