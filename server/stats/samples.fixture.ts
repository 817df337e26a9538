/** Samples of an imaginary hub, for tests. */

import { NO_GAUGES, type StatsSample } from "#protocol";
import { Stages } from "./stages.ts";

/** A second without activity, but for the changes. */
export function sampleOf(atMs: number, changes: Partial<StatsSample> = {}): StatsSample {
  return {
    atMs,
    ...NO_GAUGES,
    ...new Stages().takeSummaries(),
    ...changes,
  };
}
