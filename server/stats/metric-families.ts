/**
 * The hub's account of itself as metric families, one row a family. What only grows, and the histograms,
 * count from the start; gauges tell now. The process's own have the names that client libraries give them.
 */

import type { StatsSnapshot } from "#protocol";
import type { Buckets } from "./buckets.ts";
import type { MetricFamily } from "./prometheus.ts";
import type { Stages } from "./stages.ts";

type Row<Source, Value> = readonly [name: string, help: string, read: (from: Source) => Value];

const COUNTERS: readonly Row<StatsSnapshot, number>[] = [
  ["streamgauge_events_total", "Events that the log accepted.", (s) => s.totals.events],
  [
    "streamgauge_deliveries_total",
    "Events handed to subscribers, each subscriber counted.",
    (s) => s.totals.deliveries,
  ],
  ["streamgauge_delivered_bytes_total", "Bytes of the deliveries.", (s) => s.totals.deliveredBytes],
  ["streamgauge_subscribed_total", "Streams ever opened.", (s) => s.totals.subscribed],
  ["streamgauge_resumed_total", "Streams opened with a last event id.", (s) => s.totals.resumed],
  [
    "streamgauge_unsubscribed_total",
    "Streams that ended, whoever ended them.",
    (s) => s.totals.unsubscribed,
  ],
  [
    "streamgauge_refused_total",
    "Streams that were not opened: at a cap, or while the hub drains.",
    (s) => s.totals.refused,
  ],
  [
    "streamgauge_gaps_total",
    "Times that a subscriber was told of events that cannot be resent.",
    (s) => s.totals.gaps,
  ],
  [
    "streamgauge_fell_behind_total",
    "Times that a subscriber was skipped because its stream was full.",
    (s) => s.totals.fellBehind,
  ],
  [
    "streamgauge_stalled_total",
    "Streams closed because they were full and took nothing for too long.",
    (s) => s.totals.stalled,
  ],
  [
    "streamgauge_repeated_total",
    "Publishes answered as already published, because the log had their id.",
    (s) => s.totals.repeated,
  ],
  [
    "process_cpu_seconds_total",
    "User and system CPU time spent, in seconds.",
    (s) => s.process.cpuUs / 1e6,
  ],
];

const GAUGES: readonly Row<StatsSnapshot, number>[] = [
  [
    "streamgauge_draining",
    "1 while the hub ends its streams to stop, else 0.",
    (s) => (s.hub.state === "draining" ? 1 : 0),
  ],
  [
    "streamgauge_connections",
    "Open streams; the hub's own canary is not counted.",
    (s) => s.connections,
  ],
  ["streamgauge_lagging", "Open streams that are behind the head.", (s) => s.lagging],
  [
    "streamgauge_lag_events",
    "How many events the subscriber furthest behind is behind the head.",
    (s) => s.lagEvents,
  ],
  ["streamgauge_topics", "Selectors that somebody subscribes to.", (s) => s.topics],
  ["streamgauge_window_events", "Newest events kept encoded.", (s) => s.window.events],
  ["streamgauge_window_bytes", "Memory that they take, in bytes.", (s) => s.window.bytes],
  [
    "streamgauge_event_loop_lag_max_seconds",
    "The longest that the event loop was late in the last second.",
    (s) => s.process.eventLoopLagMs / 1e3,
  ],
  ["process_resident_memory_bytes", "Resident memory, in bytes.", (s) => s.process.rssBytes],
  [
    "process_start_time_seconds",
    "When the process started, in seconds since 1970.",
    (s) => Math.round(s.atMs - s.hub.uptimeMs) / 1e3,
  ],
];

const HISTOGRAMS: readonly Row<Stages, Buckets>[] = [
  [
    "streamgauge_accepted_to_durable_seconds",
    "From a publish accepted to its event durable in the log.",
    (stages) => stages.acceptedToDurable.sinceStart,
  ],
  [
    "streamgauge_durable_to_sent_seconds",
    "From a batch durable to its bytes written to the last matching live subscriber's socket.",
    (stages) => stages.durableToSent.sinceStart,
  ],
  [
    "streamgauge_accepted_to_sent_seconds",
    "From a publish accepted to its bytes written to the last matching live subscriber's socket.",
    (stages) => stages.acceptedToSent.sinceStart,
  ],
  [
    "streamgauge_canary_seconds",
    "From a canary event's creation to its parsing by a real client over loopback.",
    (stages) => stages.canary.sinceStart,
  ],
  [
    "streamgauge_event_loop_lag_seconds",
    "From a timer of the hub being due to its being run, fifty times a second.",
    (stages) => stages.eventLoop.sinceStart,
  ],
  [
    "streamgauge_batch_events",
    "Events of each batch that was made durable.",
    (stages) => stages.batchEvents.sinceStart,
  ],
  [
    "streamgauge_replay_events",
    "How many events behind the head each reader that resumed was.",
    (stages) => stages.replayEvents.sinceStart,
  ],
];

export function metricFamilies(snapshot: StatsSnapshot, stages: Stages): MetricFamily[] {
  const { version, log } = snapshot.hub;
  return [
    {
      kind: "gauge",
      name: "streamgauge_info",
      help: "Always 1; its labels tell which hub this is.",
      value: 1,
      labels: { version, log },
    },
    ...COUNTERS.map(([name, help, read]): MetricFamily => ({
      kind: "counter",
      name,
      help,
      value: read(snapshot),
    })),
    ...GAUGES.map(([name, help, read]): MetricFamily => ({
      kind: "gauge",
      name,
      help,
      value: read(snapshot),
    })),
    ...HISTOGRAMS.map(([name, help, read]): MetricFamily => ({
      kind: "histogram",
      name,
      help,
      value: read(stages),
    })),
  ];
}
