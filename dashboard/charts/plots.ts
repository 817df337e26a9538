/** What the Live panel draws, as data: each plot's lines, axes and text. Panels and charts only read it. */

import type { LineStyle } from "#drawing";
import { type Column, type Gauge, type LatencySource, type Percentile } from "../past/columns.ts";
import { formatCount, formatMs, formatRate } from "../common/format.ts";

export interface Series {
  readonly label: string;
  readonly line: LineStyle;
  readonly axis: "left" | "right";
  readonly isFilled: boolean;
  readonly column: (source: LatencySource) => Column;
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** Empty if the sentence says it. */
  readonly unit: string;
  /** One sentence on what the lines are. The latency's depends on where it is measured. */
  readonly sentence: string;
  readonly scale: "linear" | "log";
  /** Most seconds have no value: those that do are marked with a dot, since a lone one would be invisible. */
  readonly isSparse?: boolean;
  readonly series: readonly Series[];
  /** Drawn as a heat map of events over time, worked out from the percentiles of each second. */
  readonly heat?: (source: LatencySource, percentile: Percentile) => Column;
  readonly format: (value: number | undefined) => string;
}

export interface LatencyMeaning {
  readonly label: string;
  readonly sentence: string;
}

/** The latencies that the chart can show, as the page explains them. */
export const LATENCY_MEANINGS: Readonly<Record<LatencySource, LatencyMeaning>> = {
  canary: {
    label: "canary",
    sentence:
      "End to end: from a probe event’s creation to its parsing by a real client of the hub over loopback, five times a second.",
  },
  acceptedToSent: {
    label: "accepted to sent",
    sentence:
      "From accepting a publish until its bytes are written to a subscriber’s socket, over all deliveries.",
  },
  page: {
    label: "this page",
    sentence:
      "End to end: from a probe event’s creation to its arrival in this page, by the hub’s clock as estimated in the status bar.",
  },
};

/**
 * Latency has a logarithmic axis: its spikes are a hundred times its median, and a linear axis tall enough for them
 * would flatten the median onto zero.
 */
export const LATENCY_PLOT: Plot = {
  id: "latency",
  title: "Event latency",
  unit: "ms",
  sentence: "",
  scale: "log",
  series: [
    latency("p50", "p50Ms", 1),
    latency("p90", "p90Ms", 2),
    latency("p99", "p99Ms", 3),
    latency("p99.9", "p999Ms", 5),
    latency("max", "maxMs", 4),
  ],
  format: formatMs,
};

/** The second view of the latency, with the same figures. */
export const LATENCY_HEAT_PLOT: Plot = {
  ...LATENCY_PLOT,
  heat: (source, percentile) => `${source}.${percentile}`,
};

export const CONNECTIONS_PLOT: Plot = {
  id: "connections",
  title: "Connections",
  unit: "open streams",
  sentence: "Streams open at the hub, including this dashboard’s, but not the hub’s own canary.",
  scale: "linear",
  series: [gauge("open", "connections", 1, { isFilled: true })],
  format: formatCount,
};

/** Deliveries are events times subscribers: each has its own axis, or events would be a line at zero. */
export const THROUGHPUT_PLOT: Plot = {
  id: "throughput",
  title: "Events in, deliveries out",
  unit: "per second",
  sentence:
    "Events that the hub accepted (right axis), and their deliveries, one per subscriber (left axis).",
  scale: "linear",
  series: [
    gauge("deliveries", "deliveriesPerSecond", 1, { isFilled: true }),
    gauge("events", "eventsPerSecond", 3, { axis: "right" }),
  ],
  format: formatRate,
};

export const RECOVERY_PLOT: Plot = {
  id: "recovery",
  title: "Recovery",
  unit: "",
  sentence:
    "Streams that resumed, and readers told of lost events, per second; subscribers currently behind the head.",
  scale: "linear",
  series: [
    gauge("reconnects", "reconnectsPerSecond", 1, { isFilled: true }),
    gauge("gaps", "gapsPerSecond", 3),
    gauge("lagging", "lagging", 4),
  ],
  format: formatRate,
};

/** A series of the clients' own latency, stored in the page's columns. */
function clientLatency(label: string, percentile: Percentile, line: LineStyle): Series {
  return { label, line, axis: "left", isFilled: false, column: () => `page.${percentile}` };
}

export const BENCH_LATENCY_PLOT: Plot = {
  ...LATENCY_PLOT,
  id: "bench-latency",
  title: "Latency of the run",
  sentence: "From intended send to parsing, over all clients of the run, second by second.",
  series: [
    clientLatency("p50", "p50Ms", 1),
    clientLatency("p90", "p90Ms", 2),
    clientLatency("p99", "p99Ms", 3),
    clientLatency("p99.9", "p999Ms", 5),
    clientLatency("max", "maxMs", 4),
  ],
};

export const BENCH_CLIENTS_PLOT: Plot = {
  ...CONNECTIONS_PLOT,
  id: "bench-clients",
  title: "Clients",
  unit: "",
  sentence: "Clients of the run that are connected, and those that reconnected after a cut.",
  series: [gauge("open", "connections", 1, { isFilled: true }), gauge("back", "lagging", 4)],
};

export const BENCH_DELIVERIES_PLOT: Plot = {
  id: "bench-deliveries",
  title: "Deliveries",
  unit: "per second",
  sentence: "Events that the run’s clients received, counted once per client.",
  scale: "linear",
  series: [gauge("deliveries", "deliveriesPerSecond", 1, { isFilled: true })],
  format: formatRate,
};

export const BENCH_PLOTS = [BENCH_LATENCY_PLOT, BENCH_CLIENTS_PLOT, BENCH_DELIVERIES_PLOT] as const;

export const PLOTS = [LATENCY_PLOT, CONNECTIONS_PLOT, THROUGHPUT_PLOT, RECOVERY_PLOT] as const;

function latency(label: string, percentile: Percentile, line: LineStyle): Series {
  return {
    label,
    line,
    axis: "left",
    isFilled: false,
    column: (source) => `${source}.${percentile}`,
  };
}

/** A series with one number per second. */
export function gauge(
  label: string,
  column: Gauge,
  line: LineStyle,
  options: Partial<Pick<Series, "axis" | "isFilled">> = {},
): Series {
  return { label, line, axis: "left", isFilled: false, column: () => column, ...options };
}
