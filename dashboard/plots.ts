/** What the live view draws, as values: each plot's lines, axes and words. Panels and charts only read them. */

import type { LineStyle } from "#drawing";
import type { Gauge, LatencySource, Column, Percentile } from "./columns.ts";
import { formatCount, formatMs, formatRate } from "./format.ts";

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
  /** Empty where the sentence says it. */
  readonly unit: string;
  /** One plain sentence: what the lines are. The latency's depends on where it is taken. */
  readonly sentence: string;
  readonly scale: "linear" | "log";
  /** Most seconds have no value: those that have are marked, or one alone could not be seen. */
  readonly isSparse?: boolean;
  readonly series: readonly Series[];
  readonly format: (value: number | undefined) => string;
}

export interface LatencyMeaning {
  readonly label: string;
  readonly sentence: string;
}

/** Which latency the chart shows, in the words of the page. */
export const LATENCY_MEANINGS: Readonly<Record<LatencySource, LatencyMeaning>> = {
  canary: {
    label: "canary",
    sentence:
      "End to end: from a probe event’s creation to its parsing by a real client of the hub over loopback, five times a second.",
  },
  acceptedToSent: {
    label: "accepted to sent",
    sentence:
      "From a publish being accepted to its bytes being written to the last matching subscriber’s socket.",
  },
  page: {
    label: "this page",
    sentence:
      "End to end: from a probe event’s creation to its arrival in this page, by the hub’s clock as estimated in the status bar.",
  },
};

/**
 * Latency is drawn on a logarithmic axis: its spikes are a hundred times its median, and a linear axis
 * tall enough for them would press the median flat onto zero.
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
    latency("max", "maxMs", 4),
  ],
  format: formatMs,
};

export const CONNECTIONS_PLOT: Plot = {
  id: "connections",
  title: "Connections",
  unit: "open streams",
  sentence:
    "Streams open at the hub, this dashboard’s among them; the hub’s own canary is not counted.",
  scale: "linear",
  series: [gauge("open", "connections", 1, { isFilled: true })],
  format: formatCount,
};

/** Deliveries are events times subscribers: each has an axis of its own, or events would be a line at zero. */
export const THROUGHPUT_PLOT: Plot = {
  id: "throughput",
  title: "Events in, deliveries out",
  unit: "per second",
  sentence:
    "Events that the hub accepted (right axis), and events handed to subscribers, each subscriber counted (left axis).",
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
    "Streams that resumed and readers told of lost events, per second; subscribers behind the head now.",
  scale: "linear",
  series: [
    gauge("reconnects", "reconnectsPerSecond", 1, { isFilled: true }),
    gauge("gaps", "gapsPerSecond", 3),
    gauge("lagging", "lagging", 4),
  ],
  format: formatRate,
};

/** A series of the clients' own latency, which stands in the store where the page's would. */
function clientLatency(label: string, percentile: Percentile, line: LineStyle): Series {
  return { label, line, axis: "left", isFilled: false, column: () => `page.${percentile}` };
}

export const BENCH_LATENCY_PLOT: Plot = {
  ...LATENCY_PLOT,
  id: "bench-latency",
  title: "Latency of the run",
  sentence: "From the intended send to the parsing, over all clients of the run, second by second.",
  series: [
    clientLatency("p50", "p50Ms", 1),
    clientLatency("p90", "p90Ms", 2),
    clientLatency("p99", "p99Ms", 3),
    clientLatency("max", "maxMs", 4),
  ],
};

export const BENCH_CLIENTS_PLOT: Plot = {
  ...CONNECTIONS_PLOT,
  id: "bench-clients",
  title: "Clients",
  unit: "",
  sentence: "Clients of the run that are open, and those that came back after a cut.",
  series: [gauge("open", "connections", 1, { isFilled: true }), gauge("back", "lagging", 4)],
};

export const BENCH_DELIVERIES_PLOT: Plot = {
  id: "bench-deliveries",
  title: "Deliveries",
  unit: "per second",
  sentence: "Events that the run’s clients received, each client counted.",
  scale: "linear",
  series: [gauge("deliveries", "deliveriesPerSecond", 1, { isFilled: true })],
  format: formatRate,
};

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

/** A series of what each second has one number of. */
export function gauge(
  label: string,
  column: Gauge,
  line: LineStyle,
  options: Partial<Pick<Series, "axis" | "isFilled">> = {},
): Series {
  return { label, line, axis: "left", isFilled: false, column: () => column, ...options };
}
