/**
 * What metrics say, in sentences: each is of the metrics that it finds, and says nothing without them.
 * `rest` speaks of all that no other sentence knows, so that a new metric is not passed over.
 */

import type { Metric, Metrics } from "../result/result.ts";
import { formatMetric, formatNumber } from "./figures.ts";

export type Sentence = (metrics: Metrics) => readonly string[];

const LEVELS = ["p50", "p90", "p99", "max"];
const REST_A_LINE = 4;

/** What other sentences speak of, or only the table needs. */
const KNOWN =
  /^(?:delivered_ratio|lost|duplicated|out_of_order|deliveries_per_second|failed|gaps|(?:opened|recovered)_ratio|connects_per_second|unicast\.cost_ratio|publish\.requests_per_second|(?:latency|publish|recovery|connect|first_byte)\.(?:p50|p90|p99|max)_ms|server\.(?:cpu_us_per_delivery|rss_kb_per_connection|rss_growth_(?:margin_)?kb_per_minute)|(?:client|resume|rate_at_objective|at_objective|knee|sse|ws|sse_to_ws)\..*|(?:memory_log|sqlite_[a-z]+)\..*|ratio\.sqlite_[a-z]+\.requests_per_second(?:\.low|\.high)?)$/;

export function account(metrics: Metrics): string[] {
  const { lost, duplicated, delivered_ratio: delivered, out_of_order: disorder } = metrics;
  if (lost === undefined || duplicated === undefined || delivered === undefined) return [];
  const parts = [
    `${formatNumber(delivered.samples ?? 0)} deliveries expected`,
    `${formatNumber(lost.value ?? 0)} lost`,
    `${formatNumber(duplicated.value ?? 0)} duplicated`,
  ];
  if (disorder !== undefined) parts.push(`${formatNumber(disorder.value ?? 0)} out of order`);
  return [parts.join(", ")];
}

export function latency(metrics: Metrics): string[] {
  return percentiles("latency", "from intended send to parsed", metrics);
}

export function cost(metrics: Metrics): string[] {
  const cpu = metrics["server.cpu_us_per_delivery"];
  const memory = metrics["server.rss_kb_per_connection"];
  const parts = [
    ...(cpu === undefined ? [] : [`${formatMetric(cpu)} of CPU a delivery`]),
    ...(memory === undefined ? [] : [`${formatMetric(memory)} a connection`]),
  ];
  return parts.length === 0 ? [] : [`the server spent ${parts.join(" and ")}`];
}

export function publishing(metrics: Metrics): string[] {
  const rate = metrics["publish.requests_per_second"];
  return rate === undefined ? [] : [`${formatMetric(rate)} publishes, as autocannon counts`];
}

export function recovery(metrics: Metrics): string[] {
  const [p50, p99, max] = ["p50", "p99", "max"].map((at) => metrics[`recovery.${at}_ms`]);
  if (p50 === undefined || p99 === undefined || max === undefined) return [];
  const waits = `half were back after ${formatMetric(p50)}, 99 % after ${formatMetric(p99)}, all after ${formatMetric(max)}`;
  const ratio = metrics.recovered_ratio;
  const isAll = ratio === undefined || ratio.value === 1;
  return [isAll ? waits : `${waits}; ${countOf(ratio)} came back`];
}

export function resuming(metrics: Metrics): string[] {
  const [expected, lost, duplicated] = ["expected", "lost", "duplicated"].map(
    (name) => metrics[`resume.${name}`],
  );
  const parts = [
    ...(expected === undefined ? [] : [`${formatMetric(expected)} were missed`]),
    ...(lost === undefined ? [] : [`${formatNumber(lost.value ?? 0)} of them lost for good`]),
    ...(duplicated === undefined ? [] : [`${formatNumber(duplicated.value ?? 0)} repeated`]),
  ];
  return parts.length === 0 ? [] : [`while connections were cut, ${parts.join(", ")}`];
}

export function opening(metrics: Metrics): string[] {
  const { opened_ratio: opened, connects_per_second: rate } = metrics;
  if (opened === undefined) return [];
  const parts = [`${countOf(opened)} opened`, ...(rate === undefined ? [] : [formatMetric(rate)])];
  return [
    parts.join(", "),
    ...percentiles("connect", "from intended arrival to the open stream", metrics),
    ...percentiles("first_byte", "from intended arrival", metrics),
  ];
}

export function saturation(metrics: Metrics): string[] {
  const rate = metrics["rate_at_objective.events_per_second"];
  if (rate === undefined) return [];
  const knee = metrics["knee.events_per_second"];
  const there = Object.entries(metrics).flatMap(([name, metric]) => {
    const [, objective] = /^at_objective\.(.+)$/.exec(name) ?? [];
    return objective === undefined ? [] : [`${inWords(objective)} ${formatMetric(metric)} there`];
  });
  const held =
    rate.value === null
      ? "no rate held the objective"
      : [`the objective held up to ${formatMetric(rate)}`, ...there].join(", ");
  return [held, ...(knee === undefined ? [] : [`latency bends at ${formatMetric(knee)}`])];
}

export function unicasting(metrics: Metrics): string[] {
  const ratio = metrics["unicast.cost_ratio"];
  return ratio === undefined
    ? []
    : [`a delivery costs ${times(ratio)} what it costs with few clients`];
}

export function growth(metrics: Metrics): string[] {
  const slope = metrics["server.rss_growth_kb_per_minute"];
  const margin = metrics["server.rss_growth_margin_kb_per_minute"];
  if (slope === undefined) return [];
  const sure = margin === undefined ? "" : ` ± ${formatNumber(margin.value ?? 0)}`;
  return [`the server's memory grew by ${formatNumber(slope.value ?? 0)}${sure} kB a minute`];
}

/** Two transports side by side. */
export function transports(metrics: Metrics): string[] {
  const ratios = Object.entries(metrics).flatMap(([name, metric]) => {
    const [, what] = /^sse_to_ws\.(.+)$/.exec(name) ?? [];
    return what === undefined ? [] : [`${inWords(what)} ${times(metric)}`];
  });
  return [
    ...(ratios.length === 0 ? [] : [`SSE beside WebSocket: ${ratios.join(", ")}`]),
    ...percentiles("sse.latency", undefined, metrics),
    ...percentiles("ws.latency", undefined, metrics),
  ];
}

/** What each log takes, and how that stands to the log in memory. */
export function durability(metrics: Metrics): string[] {
  return Object.entries(metrics).flatMap(([name, rate]) => {
    const [, log] = /^(memory_log|sqlite_[a-z]+)\.requests_per_second$/.exec(name) ?? [];
    if (log === undefined) return [];
    const [ratio, low, high] = ["", ".low", ".high"].map(
      (end) => metrics[`ratio.${log}.requests_per_second${end}`],
    );
    const beside =
      ratio === undefined || low === undefined || high === undefined
        ? ""
        : `, ${times(ratio)} [${times(low)}–${times(high)}] of the log in memory`;
    const [p50, p99] = ["p50", "p99"].map((level) => metrics[`${log}.publish.${level}_ms`]);
    const waits = p50 && p99 ? `, p50 ${formatMetric(p50)}, p99 ${formatMetric(p99)}` : "";
    return [`${inWords(log)}: ${formatMetric(rate)} publishes${beside}${waits}`];
  });
}

/** Whatever else was measured: families of percentiles a line each, the other figures a few to a line. */
export function rest(metrics: Metrics): string[] {
  const names = Object.keys(metrics).filter((name) => !KNOWN.test(name));
  const isLevel = (name: string) => LEVELS.some((level) => name.endsWith(`.${level}_ms`));
  const families = new Set(names.filter(isLevel).map((name) => name.replace(/\.[^.]+$/, "")));
  const singles = names
    .filter((name) => !isLevel(name))
    .flatMap((name) => {
      const metric = metrics[name];
      return metric === undefined ? [] : [`${inWords(name)} ${formatMetric(metric)}`];
    });
  return [
    ...[...families].flatMap((family) => percentiles(family, undefined, metrics)),
    ...chunks(singles, REST_A_LINE).map((chunk) => chunk.join(", ")),
  ];
}

function percentiles(family: string, meaning: string | undefined, metrics: Metrics): string[] {
  const shown = LEVELS.flatMap((level) => {
    const metric = metrics[`${family}.${level}_ms`];
    return metric === undefined ? [] : [`${level} ${formatMetric(metric)}`];
  });
  if (shown.length === 0) return [];
  const of = meaning === undefined ? "" : ` (${meaning})`;
  return [`${inWords(family)} ${shown.join(", ")}${of}`];
}

/** `98 of 100`, from a ratio and what it is of. */
function countOf(ratio: Metric): string {
  const { value, samples } = ratio;
  if (samples === undefined || value === null) return formatMetric(ratio);
  return `${formatNumber(Math.round(value * samples))} of ${formatNumber(samples)}`;
}

function times({ value }: Metric): string {
  return value === null ? "not known times" : `${value.toFixed(2)}×`;
}

/** `rss_mb_per_minute` as `rss per minute`: the figure beside it has the unit. */
function inWords(name: string): string {
  return name.replace(/_(?:ms|us|kb|mb|percent|ratio)(?=_|$)/, "").replaceAll(/[._]/g, " ");
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
