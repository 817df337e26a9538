/** The hub's counters; every field only grows. */

import type { HubTotals } from "#protocol";

export type Counters = { -readonly [Name in keyof HubTotals]: HubTotals[Name] };

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
