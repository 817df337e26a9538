/** A plot as data: its lines, axes and text. Panels and charts only read it. Those of the Live panel are here. */

import { byteLabel, LINE_STYLES, type LineStyle } from "#drawing";
import { THREAD_COLUMNS } from "#protocol";
import type { Column, LatencySource, Percentile } from "../past/columns.ts";
import {
  formatBytes,
  formatMs,
  formatRate,
  formatShortCount,
  formatSmall,
} from "../common/format.ts";

export interface Series<Name extends string = Column> {
  readonly label: string;
  readonly line: LineStyle;
  readonly axis: "left" | "right";
  readonly isFilled: boolean;
  readonly column: (source: LatencySource) => Name;
  /** Where its unit is not that of the plot. */
  readonly format?: Format;
}

type Format = (value: number | undefined) => string;

/** `Name` is that of a column: the hub's, or those of whatever else is drawn. */
export interface Plot<Name extends string = Column> {
  readonly id: string;
  readonly title: string;
  /** Empty if the sentence says it. */
  readonly unit: string;
  /** One sentence on what the lines are. The latency's depends on where it is measured. */
  readonly sentence: string;
  readonly scale: "linear" | "log";
  /** A linear left axis reaches to this at least. Default: 4. */
  readonly least?: number;
  /** The label of a mark, on an axis whose largest mark is `size`. Default: a number. */
  readonly tick?: (value: number, size?: number) => string;
  /** Most seconds have no value: those that do are marked with a dot, since a lone one would be invisible. */
  readonly isSparse?: boolean;
  readonly series: readonly Series<Name>[];
  /** The areas between the lines, of which each lies above the one before, are filled. */
  readonly hasBands?: boolean;
  /**
   * Drawn as a heat map of events over time: by what the store has counted in buckets, or else worked out from the
   * percentiles of each second.
   */
  readonly heat?: (source: LatencySource, percentile: Percentile) => Name;
  readonly format: Format;
}

const LATENCY_LINES = [
  ["p50", "p50Ms", 1],
  ["p90", "p90Ms", 2],
  ["p99", "p99Ms", 3],
  ["p99.9", "p999Ms", 5],
  ["max", "maxMs", 4],
] as const satisfies readonly (readonly [string, Percentile, LineStyle])[];

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
  acceptedToParsed: {
    label: "accepted to parsed",
    sentence:
      "From accepting a publish until a reader has parsed the event, over all deliveries: accepted to sent, and from there what the hub’s own readers of the busiest topics took.",
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
  hasBands: true,
  series: latencySeries((percentile, source) => `${source}.${percentile}`),
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
  unit: "",
  sentence: "Streams open at the hub, including this dashboard’s, but not the hub’s own canary.",
  scale: "linear",
  series: [
    gauge("open", "connections", 1, { isFilled: true }),
    gauge("event streams", "eventStreams", 2),
    gauge("WebSockets", "webSockets", 4),
  ],
  format: formatShortCount,
};

const CONNECTIONS_BY_THREAD_PLOTS: readonly Plot[] = THREAD_COLUMNS.map((_, last) => ({
  ...CONNECTIONS_PLOT,
  series: THREAD_COLUMNS.slice(0, last + 1).map((column, thread) =>
    gauge(`thread ${thread}`, column, LINE_STYLES[thread] ?? 1),
  ),
}));

/** The second view of the connections, with a line for each thread that the hub keeps in its history. */
export function connectionsByThread(threads: number): Plot {
  return (
    CONNECTIONS_BY_THREAD_PLOTS[Math.min(threads, THREAD_COLUMNS.length) - 1] ?? CONNECTIONS_PLOT
  );
}

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

export const BYTES_PLOT: Plot = {
  id: "bytes",
  title: "Bytes out",
  unit: "per second",
  sentence: "What the hub hands to its subscribers, before TLS.",
  scale: "linear",
  tick: byteLabel,
  series: [gauge("bytes", "deliveredBytesPerSecond", 1, { isFilled: true })],
  format: formatBytes,
};

/** Cores rarely reach one, so their axis has tenths. */
export const CPU_PLOT: Plot = {
  id: "cpu",
  title: "CPU and event loop",
  unit: "",
  sentence:
    "Cores in use by the hub’s process (left axis), and the longest lag of its event loop in ms (right axis).",
  scale: "linear",
  least: 0.4,
  series: [
    gauge("cores", "cpuCores", 1, { isFilled: true }),
    gauge("lag max", "eventLoop.maxMs", 4, { axis: "right", format: formatMs }),
  ],
  format: formatSmall,
};

export const MEMORY_PLOT: Plot = {
  id: "memory",
  title: "Memory",
  unit: "",
  sentence: "Resident memory of the hub’s process.",
  scale: "linear",
  tick: byteLabel,
  series: [gauge("resident", "rssBytes", 1, { isFilled: true })],
  format: formatBytes,
};

export const PLOTS = [
  LATENCY_PLOT,
  CONNECTIONS_PLOT,
  THROUGHPUT_PLOT,
  RECOVERY_PLOT,
  BYTES_PLOT,
  CPU_PLOT,
  MEMORY_PLOT,
] as const;

/** The lines of a latency, one for each percentile. */
export function latencySeries<Name extends string>(
  columnOf: (percentile: Percentile, source: LatencySource) => Name,
): Series<Name>[] {
  return LATENCY_LINES.map(([label, percentile, line]) => ({
    label,
    line,
    axis: "left",
    isFilled: false,
    column: (source) => columnOf(percentile, source),
  }));
}

/** A series with one number per second. */
export function gauge<Name extends string>(
  label: string,
  column: Name,
  line: LineStyle,
  options: Partial<Pick<Series, "axis" | "isFilled" | "format">> = {},
): Series<Name> {
  return { label, line, axis: "left", isFilled: false, column: () => column, ...options };
}
