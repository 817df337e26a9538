/** Building blocks for sentences about metrics: which metrics they own, percentiles in a line, names in words. */

import type { Metric, Metrics } from "../result/result.ts";
import { formatInterval, formatMetric, formatNumber } from "./figures.ts";

export interface Sentence {
  readonly owns: (name: string) => boolean;
  readonly say: (metrics: Metrics) => readonly string[];
}

const LEVELS = ["p50", "p90", "p99", "max"];

export function named(...names: readonly string[]): (name: string) => boolean {
  return (name) => names.includes(name);
}

/** The names before `.p50_ms` and the like, in order of first appearance. */
export function familiesOf(metrics: Metrics): string[] {
  const found = Object.keys(metrics).flatMap((name) => {
    const [, family] = /^(.+)\.p(?:50|90|99)_ms$/.exec(name) ?? [];
    return family === undefined ? [] : [family];
  });
  return [...new Set(found)];
}

/** Whether a metric is one of the family's percentiles. */
export function isLevelOf(family: string): (name: string) => boolean {
  return named(...LEVELS.map((level) => `${family}.${level}_ms`));
}

/** One line with the percentiles of a family; empty if there are none. */
export function levelLine(family: string, metrics: Metrics, meaning?: string): string[] {
  const shown = LEVELS.flatMap((level) => {
    const metric = metrics[`${family}.${level}_ms`];
    return metric === undefined
      ? []
      : [`${level} ${formatMetric(metric)}${formatInterval(metric)}`];
  });
  if (shown.length === 0) return [];
  const of = meaning === undefined ? "" : ` (${meaning})`;
  return [`${inWords(family)} ${shown.join(", ")}${of}`];
}

/** `rss_mb_per_minute` as `rss per minute`: the figure next to it has the unit. */
export function inWords(name: string): string {
  return name.replace(/_(?:ms|us|kb|mb|percent|ratio)(?=_|$)/, "").replaceAll(/[._]/g, " ");
}

/** `1,250 events/s`. */
export function perSecond(noun: string, { value }: Metric): string {
  return value === null ? `${noun} per second not reached` : `${formatNumber(value)} ${noun}/s`;
}

/** `0.5× [0.40×–0.60×]`, without the interval if there is none; empty without the ratio. */
export function timesWithin(name: string, metrics: Metrics): string {
  const [ratio, low, high] = ["", ".low", ".high"].map((end) => metrics[`${name}${end}`]);
  if (ratio === undefined) return "";
  if (low === undefined || high === undefined) return times(ratio);
  return `${times(ratio)} [${times(low)}–${times(high)}]`;
}

export function times({ value }: Metric): string {
  return value === null ? "unknown" : `${value.toFixed(2)}×`;
}
