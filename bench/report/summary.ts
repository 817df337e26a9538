/** What a reader wants to know first of each scenario, in a few sentences shared by all reports. */

import type { Metrics, ScenarioResult } from "../result.ts";
import { formatMetric, formatNumber } from "./figures.ts";

/** One line: the load and whether the figures can be trusted. */
export function headline({ name, target, config, valid, partial }: ScenarioResult): string {
  const load = [`${formatNumber(config.connections)} connections`];
  if (config.rate > 0) load.push(`${formatNumber(config.rate)}/s`);
  if (config.durationS > 0) load.push(`${formatNumber(config.durationS)} s`);
  if (config.sizeBytes > 0) load.push(`${formatNumber(config.sizeBytes)} B`);
  const state = [valid ? "valid" : "INVALID", ...(partial ? ["interrupted: PARTIAL"] : [])];
  return `${name}: ${load.join(", ")}, ${target}: ${state.join(", ")}`;
}

/** The scenario's own figures in words; only those that it has. */
export function findings({ metrics }: ScenarioResult): string[] {
  return [
    publishing(metrics),
    recovery(metrics),
    opening(metrics),
    account(metrics),
    percentiles("latency", "from intended send to parsed", metrics),
  ].filter((line) => line !== undefined);
}

function account(metrics: Metrics): string | undefined {
  const { lost, duplicated, delivered_ratio: delivered, out_of_order: disorder } = metrics;
  if (lost === undefined || duplicated === undefined || delivered === undefined) return undefined;
  const parts = [
    `${formatNumber(delivered.samples ?? 0)} deliveries expected`,
    `${formatNumber(lost.value ?? 0)} lost`,
    `${formatNumber(duplicated.value ?? 0)} duplicated`,
  ];
  if (disorder !== undefined) parts.push(`${formatNumber(disorder.value ?? 0)} out of order`);
  return parts.join(", ");
}

function publishing(metrics: Metrics): string | undefined {
  const rate = metrics["publish.requests_per_second"];
  return rate && `${formatMetric(rate)} publishes, as autocannon counts`;
}

function recovery(metrics: Metrics): string | undefined {
  const [p50, p99, max] = ["p50", "p99", "max"].map((at) => metrics[`recovery.${at}_ms`]);
  if (p50 === undefined || p99 === undefined || max === undefined) return undefined;
  return `half were back after ${formatMetric(p50)}, 99 % after ${formatMetric(p99)}, all after ${formatMetric(max)}`;
}

function opening(metrics: Metrics): string | undefined {
  if (metrics.opened_ratio === undefined) return undefined;
  return percentiles("connect", "from intended arrival to the open stream", metrics);
}

function percentiles(name: string, meaning: string, metrics: Metrics): string | undefined {
  const shown = ["p50", "p90", "p99", "max"].flatMap((at) => {
    const metric = metrics[`${name}.${at}_ms`];
    return metric === undefined ? [] : [`${at} ${formatMetric(metric)}`];
  });
  return shown.length === 0 ? undefined : `${name} ${shown.join(", ")} (${meaning})`;
}
