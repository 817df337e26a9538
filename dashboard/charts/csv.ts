/** A chart's values as CSV (RFC 4180): a row for each second or minute shown, and a column for each line. */

import type { LatencySource } from "../past/columns.ts";
import type { Past } from "../past/past.ts";
import type { Plot } from "./plots.ts";
import type { TimeRange } from "../past/store.ts";

/**
 * The columns have the names of `GET /stats`, or of a bench's progress, which tell their units; a cell without a value is
 * empty.
 */
export function csvOf<Name extends string>(
  plot: Plot<Name>,
  past: Past<Name>,
  range: TimeRange,
  source: LatencySource,
): string {
  const store = past.storeFor(range);
  const columns = plot.series.map(({ column }) => column(source));
  const lines = store.timesIn(range).map((atMs) => {
    const values = columns.map((column) => store.valueNear(column, atMs) ?? "");
    return `${new Date(atMs).toISOString()},${values.join(",")}\r\n`;
  });
  return `time,${columns.join(",")}\r\n${lines.join("")}`;
}
