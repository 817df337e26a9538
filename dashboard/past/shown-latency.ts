/** Whose latency a chart shows unless somebody has chosen. Pure. */

import type { Column, LatencySource } from "./columns.ts";
import type { SampleStore, TimeRange } from "./store.ts";

/** Fewer rows with a value are points in an empty chart, not a line. */
const LEAST_ROWS = 5;

/** What readers got, as far as it is known, if the range has enough of it; else the canary's, which goes on alone. */
export function latencyToShow(
  store: Pick<SampleStore<Column>, "summary">,
  range: TimeRange,
): LatencySource {
  const has = (source: LatencySource, rows: number) =>
    store.summary(`${source}.maxMs`, range).count >= rows;
  if (!has("acceptedToSent", LEAST_ROWS)) return "canary";
  return has("acceptedToParsed", 1) ? "acceptedToParsed" : "acceptedToSent";
}
