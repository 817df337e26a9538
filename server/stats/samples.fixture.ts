/** Samples of an imaginary hub, for tests. */

import type { StatsSample } from "#protocol";
import { Stages } from "./stages.ts";

/** A second without activity, but for the changes. */
export function sampleOf(atMs: number, changes: Partial<StatsSample> = {}): StatsSample {
  return {
    atMs,
    connections: 0,
    lagging: 0,
    lagEvents: 0,
    eventsPerSecond: 0,
    deliveriesPerSecond: 0,
    reconnectsPerSecond: 0,
    gapsPerSecond: 0,
    stalledPerSecond: 0,
    ...new Stages().takeSummaries(),
    ...changes,
  };
}
