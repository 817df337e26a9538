/**
 * Metrics in sentences. A sentence owns the metrics that it is about, so that no two say the same thing, and is empty
 * if they are missing. `rest` covers the metrics that no sentence owns.
 */

import type { Metric, Metrics } from "../result/result.ts";
import { counted, formatMetric, formatNumber } from "./figures.ts";
import {
  familiesOf,
  inWords,
  isLevelOf,
  levelLine,
  named,
  perSecond,
  type Sentence,
  times,
  timesWithin,
} from "./sentence.ts";

const REST_A_LINE = 4;

export const account: Sentence = {
  owns: named("delivered_ratio", "lost", "duplicated", "out_of_order"),
  say({ lost, duplicated, delivered_ratio: delivered, out_of_order: disorder }) {
    if (lost === undefined || duplicated === undefined || delivered === undefined) return [];
    const parts = [
      `${counted(delivered.samples ?? 0, "delivery", "deliveries")} expected`,
      `${formatNumber(lost.value ?? 0)} lost`,
      `${formatNumber(duplicated.value ?? 0)} duplicated`,
    ];
    if (disorder !== undefined) parts.push(`${formatNumber(disorder.value ?? 0)} out of order`);
    return [parts.join(", ")];
  },
};

export const connections: Sentence = {
  owns: named("connections_lost", "reconnects"),
  say({ connections_lost: lost, reconnects }) {
    const parts = [
      ...(lost === undefined ? [] : [`${counted(lost.value ?? 0, "connection")} lost`]),
      ...(reconnects === undefined ? [] : [counted(reconnects.value ?? 0, "reconnect")]),
    ];
    return parts.length === 0 ? [] : [parts.join(", ")];
  },
};

export const cost: Sentence = {
  owns: named(
    "server.cpu_us_per_delivery",
    "server.rss_kb_per_connection",
    "server.idle_cpu_ms_per_second",
  ),
  say(metrics) {
    const cpu = metrics["server.cpu_us_per_delivery"];
    const memory = metrics["server.rss_kb_per_connection"];
    const parts = [
      ...(cpu === undefined ? [] : [`${formatMetric(cpu)} of CPU per delivery`]),
      ...(memory === undefined ? [] : [`${formatMetric(memory)} of memory per connection`]),
    ];
    const idle = metrics["server.idle_cpu_ms_per_second"];
    return [
      ...(parts.length === 0 ? [] : [`the server spent ${parts.join(" and ")}`]),
      ...(idle === undefined ? [] : [`idle, it used ${formatMetric(idle)} of CPU`]),
    ];
  },
};

export const publishing: Sentence = {
  owns: named("publish.requests_per_second"),
  say({ "publish.requests_per_second": rate }) {
    return rate === undefined ? [] : [`${perSecond("publishes", rate)}, measured by autocannon`];
  },
};

export const recovered: Sentence = {
  owns: named("recovered_ratio"),
  say({ recovered_ratio: ratio }) {
    return ratio === undefined ? [] : [`${countOf(ratio)} connections came back`];
  },
};

export const resuming: Sentence = {
  owns: named("resume.expected", "resume.lost", "resume.duplicated"),
  say(metrics) {
    const expected = metrics["resume.expected"];
    const lost = metrics["resume.lost"];
    const duplicated = metrics["resume.duplicated"];
    const parts = [
      ...(expected === undefined ? [] : [`${counted(expected.value ?? 0, "event")} missed`]),
      ...(lost === undefined ? [] : [`${formatNumber(lost.value ?? 0)} lost for good`]),
      ...(duplicated === undefined ? [] : [`${formatNumber(duplicated.value ?? 0)} repeated`]),
    ];
    return parts.length === 0 ? [] : [`while connections were cut: ${parts.join(", ")}`];
  },
};

export const opened: Sentence = {
  owns: named("opened_ratio", "connects_per_second"),
  say({ opened_ratio: ratio, connects_per_second: rate }) {
    const parts = [
      ...(ratio === undefined ? [] : [`${countOf(ratio)} connections opened`]),
      ...(rate === undefined ? [] : [perSecond("connects", rate)]),
    ];
    return parts.length === 0 ? [] : [parts.join(", ")];
  },
};

export const saturation: Sentence = {
  owns: (name) =>
    /^(?:rate_at_objective|knee)\.events_per_second$/.test(name) ||
    name.startsWith("at_objective."),
  say(metrics) {
    const rate = metrics["rate_at_objective.events_per_second"];
    if (rate === undefined) return [];
    const knee = metrics["knee.events_per_second"];
    const there = underPrefix("at_objective.", metrics).map(
      ([name, metric]) => `${inWords(name)} ${formatMetric(metric)}`,
    );
    const at = there.length === 0 ? "" : ` (${there.join(", ")} there)`;
    const held =
      rate.value === null
        ? "no rate that was tried met the objective"
        : `the objective was met up to ${perSecond("events", rate)}${at}`;
    const bend =
      knee === undefined ? [] : [`latency bends upwards at ${perSecond("events", knee)}`];
    return [held, ...bend];
  },
};

export const unicasting: Sentence = {
  owns: named("unicast.cost_ratio"),
  say({ "unicast.cost_ratio": ratio }) {
    return ratio === undefined
      ? []
      : [`a delivery costs ${times(ratio)} what it costs with few clients`];
  },
};

export const growth: Sentence = {
  owns: named("server.rss_growth_kb_per_minute", "server.rss_growth_margin_kb_per_minute"),
  say(metrics) {
    const slope = metrics["server.rss_growth_kb_per_minute"];
    const margin = metrics["server.rss_growth_margin_kb_per_minute"];
    if (slope === undefined) return [];
    const sure = margin === undefined ? "" : ` ± ${formatNumber(margin.value ?? 0)}`;
    return [`the server's memory grew by ${formatNumber(slope.value ?? 0)}${sure} kB a minute`];
  },
};

/** SSE relative to WebSocket. */
export const transportRatios: Sentence = {
  owns: (name) => name.startsWith("sse_to_ws."),
  say(metrics) {
    const ratios = underPrefix("sse_to_ws.", metrics).map(
      ([name, metric]) => `${inWords(name)} ${times(metric)}`,
    );
    return ratios.length === 0 ? [] : [`SSE relative to WebSocket: ${ratios.join(", ")}`];
  },
};

const LOG_RATE = /^(memory_log|sqlite_[a-z]+)\.requests_per_second$/;

/** The rate of each log, and how it compares with the log in memory. */
export const durability: Sentence = {
  owns: (name) => LOG_RATE.test(name.replace(/^ratio\./, "").replace(/\.(?:low|high)$/, "")),
  say(metrics) {
    return Object.entries(metrics).flatMap(([name, rate]) => {
      const [, log] = LOG_RATE.exec(name) ?? [];
      if (log === undefined) return [];
      const ratio = timesWithin(`ratio.${log}.requests_per_second`, metrics);
      const beside = ratio && `, ${ratio} of the log in memory`;
      return [`${inWords(log)}: ${perSecond("publishes", rate)}${beside}`];
    });
  },
};

export const latency = percentiles("latency", "from intended send to parsed");
export const connecting = whereOpened(
  percentiles("connect", "from intended arrival to open stream"),
);
export const firstByte = whereOpened(percentiles("first_byte", "from intended arrival"));
export const sseLatency = percentiles("sse.latency");
export const wsLatency = percentiles("ws.latency");

export const recovery: Sentence = {
  owns: isLevelOf("recovery"),
  say(metrics) {
    const [p50, p99, max] = ["p50", "p99", "max"].map((at) => metrics[`recovery.${at}_ms`]);
    if (p50 === undefined || p99 === undefined || max === undefined) return [];
    return [
      `half were back within ${formatMetric(p50)}, 99 % within ${formatMetric(p99)}, the last after ${formatMetric(max)}`,
    ];
  },
};

export const logWaits: Sentence = {
  owns: (name) => /^(?:memory_log|sqlite_[a-z]+)\.publish\./.test(name),
  say: (metrics) =>
    familiesOf(metrics)
      .filter((family) => /^(?:memory_log|sqlite_[a-z]+)\.publish$/.test(family))
      .flatMap((family) => levelLine(family, metrics)),
};

/** How much of the latency any server would have here. */
export const floor: Sentence = {
  owns: (name) => name.startsWith("floor."),
  say(metrics) {
    const parts = ["p50", "p99"].flatMap((level) => {
      const own = metrics[`floor.latency.${level}_ms`];
      const share = metrics[`floor.latency.${level}_share`]?.value ?? null;
      if (own === undefined || share === null) return [];
      return [`${level} ${formatMetric(own)}, ${(share * 100).toFixed(0)} % of this one's`];
    });
    if (parts.length === 0) return [];
    return [`a server that does next to nothing has here a latency of ${parts.join(", and ")}`];
  },
};

/** Details for the table only. */
export const detail: Sentence = {
  owns: (name) =>
    named("deliveries_per_second", "failed", "gaps")(name) ||
    isLevelOf("publish")(name) ||
    name.startsWith("client.") ||
    name.startsWith("generator.") ||
    (/^(?:sse|ws)\./.test(name) && !sseLatency.owns(name) && !wsLatency.owns(name)) ||
    /^(?:memory_log|sqlite_[a-z]+)\.server\./.test(name) ||
    /^threads_\d+\.saturated\.[a-z]+_cpu_share$/.test(name),
  say: () => [],
};

/** Metrics that none of `others` owns: percentiles get a line each, other figures share one. */
export function rest(others: readonly Sentence[]): Sentence {
  const owns = (name: string) => !others.some((sentence) => sentence.owns(name));
  return {
    owns,
    say(metrics) {
      const own = Object.fromEntries(Object.entries(metrics).filter(([name]) => owns(name)));
      const families = familiesOf(own);
      const singles = Object.entries(own)
        .filter(([name]) => !families.some((family) => isLevelOf(family)(name)))
        .map(([name, metric]) => `${inWords(name)} ${formatMetric(metric)}`);
      return [
        ...families.flatMap((family) => levelLine(family, own)),
        ...chunks(singles, REST_A_LINE).map((chunk) => chunk.join(", ")),
      ];
    },
  };
}

function percentiles(family: string, meaning?: string): Sentence {
  return { owns: isLevelOf(family), say: (metrics) => levelLine(family, metrics, meaning) };
}

/** For scenarios about opening connections; elsewhere it is a detail. */
function whereOpened({ owns, say }: Sentence): Sentence {
  return { owns, say: (metrics) => ("opened_ratio" in metrics ? say(metrics) : []) };
}

function underPrefix(prefix: string, metrics: Metrics): (readonly [string, Metric])[] {
  return Object.entries(metrics).flatMap(([name, metric]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), metric] as const] : [],
  );
}

/** `98 of 100`, from a ratio and its number of samples. */
function countOf(ratio: Metric): string {
  const { value, samples } = ratio;
  if (samples === undefined || value === null) return `${formatMetric(ratio)} of the`;
  return `${formatNumber(Math.round(value * samples))} of ${formatNumber(samples)}`;
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
