/** The figures that can raise an alarm, each with the limit that it has at first. */

import type { StatsSample, StatsSnapshot } from "#protocol";
import { percentileOf } from "./columns.ts";
import {
  formatMs,
  formatPercent,
  formatRate,
  formatShortCount,
  formatSmall,
} from "../common/format.ts";
import type { Headline } from "./headline.ts";

/** The part of a snapshot that can raise an alarm. */
export interface AlarmSample extends StatsSample {
  readonly hub: Pick<StatsSnapshot["hub"], "maxConnections">;
  readonly totals: Pick<StatsSnapshot["totals"], "unstored">;
}

/** What is known each second. `before` is the sample before, of the same hub. */
export interface AlarmReading {
  readonly snapshot: AlarmSample;
  readonly before: AlarmSample | undefined;
  readonly headline: Headline;
}

export interface AlarmFigure {
  readonly name: string;
  readonly label: string;
  /** Empty for a count. */
  readonly unit: string;
  /** An alarm begins above it; `undefined`: none until somebody sets one. */
  readonly limit: number | undefined;
  /** So many seconds above the limit begin an alarm: what is lost counts at once, what is slow may be a hiccup. */
  readonly heldS: number;
  readonly of: (reading: AlarmReading) => number | undefined;
  readonly format: (value: number | undefined) => string;
}

const HICCUP_S = 3;
const MB = 1e6;

export const ALARM_FIGURES: readonly AlarmFigure[] = [
  {
    name: "latency-p99",
    label: "Latency p99",
    unit: "ms",
    limit: 500,
    heldS: HICCUP_S,
    of: ({ headline }) => percentileOf(headline.latency, "p99Ms"),
    format: formatMs,
  },
  {
    name: "latency-max",
    label: "Latency max",
    unit: "ms",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ headline }) => percentileOf(headline.latency, "maxMs"),
    format: formatMs,
  },
  {
    name: "loop-lag",
    label: "Event loop lag",
    unit: "ms",
    limit: 250,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.latency.eventLoop.maxMs ?? undefined,
    format: formatMs,
  },
  {
    name: "gaps",
    label: "Gaps",
    unit: "per second",
    limit: 0,
    heldS: 1,
    of: ({ snapshot }) => snapshot.gapsPerSecond,
    format: formatRate,
  },
  {
    name: "stalled",
    label: "Stalled readers closed",
    unit: "per second",
    limit: 0,
    heldS: 1,
    of: ({ snapshot }) => snapshot.stalledPerSecond,
    format: formatRate,
  },
  {
    name: "unstored",
    label: "Publishes that the log refused",
    unit: "per second",
    limit: 0,
    heldS: 1,
    of: ({ snapshot, before }) =>
      before && Math.max(0, snapshot.totals.unstored - before.totals.unstored),
    format: formatRate,
  },
  {
    name: "full",
    label: "Open streams, share of those allowed",
    unit: "%",
    limit: 90,
    heldS: 1,
    of: ({ snapshot }) => (snapshot.connections / snapshot.hub.maxConnections) * 100,
    format: (percent) => formatPercent(percent === undefined ? undefined : percent / 100),
  },
  {
    name: "lag",
    label: "Events that the slowest reader is behind",
    unit: "",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.lagEvents,
    format: formatShortCount,
  },
  {
    name: "connections",
    label: "Connections",
    unit: "",
    limit: undefined,
    heldS: 1,
    of: ({ snapshot }) => snapshot.connections,
    format: formatShortCount,
  },
  {
    name: "reconnects",
    label: "Reconnects",
    unit: "per second",
    limit: undefined,
    heldS: 1,
    of: ({ snapshot }) => snapshot.reconnectsPerSecond,
    format: formatRate,
  },
  {
    name: "events",
    label: "Events in",
    unit: "per second",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.eventsPerSecond,
    format: formatRate,
  },
  {
    name: "deliveries",
    label: "Deliveries out",
    unit: "per second",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.deliveriesPerSecond,
    format: formatRate,
  },
  {
    name: "bytes",
    label: "Bytes out",
    unit: "MB per second",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.deliveredBytesPerSecond / MB,
    format: formatSmall,
  },
  {
    name: "cpu",
    label: "CPU",
    unit: "cores",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.cpuCores,
    format: formatSmall,
  },
  {
    name: "memory",
    label: "Resident memory",
    unit: "MB",
    limit: undefined,
    heldS: HICCUP_S,
    of: ({ snapshot }) => snapshot.rssBytes / MB,
    format: formatSmall,
  },
];
