/**
 * Latencies as one table: a row for each percentile, a column for each kind of latency, and bars beside the main
 * ones. The percentiles come from the stored histograms, or from the metrics if there is none.
 */

import type { Metrics, ScenarioResult } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { bar } from "./bars.ts";
import { alignedDecimals, type Block, fittedTables } from "./columns.ts";
import { formatNumber } from "./figures.ts";
import { familiesOf } from "./sentence.ts";
import { type Paint, printable, type TextStyle } from "./terminal.ts";

const PERCENTILES = [50, 90, 95, 99, 99.9, 99.99, 100];
/** These are metrics too, and always shown, however few samples there are. */
const STORED: ReadonlySet<number> = new Set([50, 90, 99, 100]);
/** The width of the bars, by how many latencies have some. */
const BAR_WIDTHS = [24, 14, 10];

/** One kind of latency. A value is `undefined` if unknown, and `null` if the percentile falls among lost events. */
interface Family {
  readonly name: string;
  readonly samples: number | undefined;
  readonly values: readonly (number | null | undefined)[];
}

/** As many tables as are needed to fit the width, each as lines. */
export function percentileTables(
  { metrics, histograms, config }: Pick<ScenarioResult, "metrics" | "histograms" | "config">,
  { paint, columns }: TextStyle,
): string[][] {
  // The medians of several runs do not go with percentiles of all their latencies together.
  const all = familiesOf(metrics).map((name) =>
    familyOf(name, metrics, config.repeat === undefined ? histograms[name] : undefined),
  );
  const main = withBars(all);
  const others = all.filter((family) => !main.includes(family));
  // Puts latencies of the same kind next to each other.
  const families = [
    ...main,
    ...Map.groupBy(others, ({ name }) => name.split(".").at(-1)).values(),
  ].flat();
  const rows = PERCENTILES.flatMap((_, row) =>
    families.some(({ values }) => values[row] !== undefined) ? [row] : [],
  );
  const labels = ["ms", ...rows.map((row) => labelOf(PERCENTILES[row])), "samples"];
  const largest = Math.max(0, ...main.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const blocks = families.map((family): Block => {
    const figures = figureColumn(family, rows, paint);
    if (!main.includes(family)) return [figures];
    const width = BAR_WIDTHS[main.length - 1] ?? 0;
    const bars = rows.map((row) => {
      const text = bar(family.values[row] ?? 0, largest, width);
      return paint("accent", text) + " ".repeat(width - text.length);
    });
    return [figures, ["", ...bars, ""]];
  });
  const first = labels.map((text) => paint("quiet", text));
  return fittedTables(first, blocks, columns);
}

function figureColumn(
  { name, values, samples }: Family,
  rows: readonly number[],
  paint: Paint,
): string[] {
  const figures = alignedDecimals(rows.map((row) => figureOf(values[row])));
  return [
    paint("strong", printable(name)),
    ...figures.map((text) => (text.startsWith("never") ? paint("bad", text) : text)),
    paint("quiet", samples === undefined ? "–" : formatNumber(samples)),
  ];
}

function familyOf(name: string, metrics: Metrics, encoded: string | undefined): Family {
  const stored = (level: string) => metrics[`${name}.${level}_ms`];
  const { samples } = stored("p50") ?? stored("p99") ?? stored("p90") ?? {};
  const histogram = new LatencyHistogram();
  if (encoded !== undefined) histogram.addEncoded(encoded);
  const total = samples ?? histogram.count;
  const lost = Math.max(0, total - histogram.count);
  const values = PERCENTILES.map((percentile) => {
    const metric = stored(labelOf(percentile));
    if (STORED.has(percentile)) return metric?.value;
    // With fewer samples this would only repeat the maximum.
    const hasEnough = total >= Math.round(100 / (100 - percentile));
    return histogram.count > 0 && hasEnough ? histogram.percentileMs(percentile, lost) : undefined;
  });
  return { name, samples, values };
}

/** Latencies of the same kind share a scale: under load and in quiet, or over SSE and WebSocket. */
function withBars(families: readonly Family[]): Family[] {
  const latencies = families.filter(({ name }) => /(?:^|\.)latency$/.test(name));
  return (latencies.length > 0 ? latencies : families.slice(0, 1)).slice(0, BAR_WIDTHS.length);
}

function labelOf(percentile: number | undefined): string {
  return percentile === 100 ? "max" : `p${percentile}`;
}

function figureOf(value: number | null | undefined): string {
  if (value === undefined) return "–";
  return value === null ? "never" : formatNumber(value);
}
