/** The hub's counters; every field only grows. */

import type { HubTotals } from "#protocol";

export type Counters = { -readonly [Name in keyof HubTotals]: HubTotals[Name] };

const ZERO: Counters = {
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
  unstored: 0,
};
// The literal above has these names and no others.
const NAMES = Object.keys(ZERO) as (keyof Counters)[];

export function zeroCounters(): Counters {
  return { ...ZERO };
}

export function sumOfCounters(all: readonly Readonly<Counters>[]): Counters {
  const sum = zeroCounters();
  for (const counters of all) for (const name of NAMES) sum[name] += counters[name];
  return sum;
}
