/**
 * The hub's metrics, one row per family. Counters and histograms count from the start; gauges are current. The
 * process metrics have the names that client libraries use.
 */

import type { StatsSnapshot, ThreadStats } from "#protocol";
import type { Buckets } from "./buckets.ts";
import type { MetricFamily } from "./prometheus.ts";
import type { Stages } from "./stages.ts";

type Row<Source, Value> = readonly [name: string, help: string, read: (from: Source) => Value];

const COUNTERS: readonly Row<StatsSnapshot, number>[] = [
  ["streamgauge_events_total", "Events that the log accepted.", (s) => s.totals.events],
  [
    "streamgauge_deliveries_total",
    "Events handed to subscribers, counted once per subscriber.",
    (s) => s.totals.deliveries,
  ],
  [
    "streamgauge_delivered_bytes_total",
    "Bytes handed to subscribers.",
    (s) => s.totals.deliveredBytes,
  ],
  ["streamgauge_subscribed_total", "Streams ever opened.", (s) => s.totals.subscribed],
  ["streamgauge_resumed_total", "Streams opened with a last event id.", (s) => s.totals.resumed],
  [
    "streamgauge_unsubscribed_total",
    "Streams that ended, for any reason.",
    (s) => s.totals.unsubscribed,
  ],
  [
    "streamgauge_refused_total",
    "Streams refused, at a cap or while draining.",
    (s) => s.totals.refused,
  ],
  [
    "streamgauge_gaps_total",
    "Gaps: times a subscriber was told of events that cannot be replayed.",
    (s) => s.totals.gaps,
  ],
  [
    "streamgauge_fell_behind_total",
    "Times a subscriber was skipped because its stream was full.",
    (s) => s.totals.fellBehind,
  ],
  [
    "streamgauge_stalled_total",
    "Streams closed because they were full and took nothing for too long.",
    (s) => s.totals.stalled,
  ],
  [
    "streamgauge_repeated_total",
    "Publishes acknowledged as repeats, because the log already had their id.",
    (s) => s.totals.repeated,
  ],
  [
    "streamgauge_unstored_total",
    "Publishes refused because the log could not store them.",
    (s) => s.totals.unstored,
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
    "1 while the hub is draining, else 0.",
    (s) => (s.hub.state === "draining" ? 1 : 0),
  ],
  [
    "streamgauge_connections",
    "Open streams, not counting the hub's own canary.",
    (s) => s.connections,
  ],
  ["streamgauge_web_sockets", "Open streams over a WebSocket.", (s) => s.webSockets],
  ["streamgauge_lagging", "Open streams that are behind the head.", (s) => s.lagging],
  [
    "streamgauge_lag_events",
    "How many events the slowest subscriber is behind the head.",
    (s) => s.lagEvents,
  ],
  ["streamgauge_topics", "Different selectors subscribed to.", (s) => s.topics],
  ["streamgauge_window_events", "Events kept encoded in memory.", (s) => s.window.events],
  ["streamgauge_window_bytes", "Memory taken by the window, in bytes.", (s) => s.window.bytes],
  [
    "streamgauge_event_loop_lag_max_seconds",
    "Longest lag of the event loop in the last second.",
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
    "From an event durable to its bytes written to a live subscriber's socket, once per delivery.",
    (stages) => stages.durableToSent.sinceStart,
  ],
  [
    "streamgauge_accepted_to_sent_seconds",
    "From a publish accepted to its bytes written to a live subscriber's socket, once per delivery.",
    (stages) => stages.acceptedToSent.sinceStart,
  ],
  [
    "streamgauge_sent_to_parsed_seconds",
    "From an event's bytes written to a socket to its parsing by one of the hub's own readers of its busiest topics, over loopback.",
    (stages) => stages.sentToParsed.sinceStart,
  ],
  [
    "streamgauge_accepted_to_parsed_seconds",
    "From a publish accepted to its event parsed by a reader, once per delivery: accepted to sent, and what the hub's own readers took from there.",
    (stages) => stages.acceptedToParsed.sinceStart,
  ],
  [
    "streamgauge_canary_seconds",
    "From a canary event's creation to its parsing by a real client over loopback.",
    (stages) => stages.canary.sinceStart,
  ],
  [
    "streamgauge_event_loop_lag_seconds",
    "How late a timer of the hub runs, measured fifty times a second.",
    (stages) => stages.eventLoop.sinceStart,
  ],
  [
    "streamgauge_batch_events",
    "Events per durable batch.",
    (stages) => stages.batchEvents.sinceStart,
  ],
  [
    "streamgauge_replay_events",
    "How many events behind the head readers resumed.",
    (stages) => stages.replayEvents.sinceStart,
  ],
];

/** One sample for each thread that serves clients. */
const THREAD_FAMILIES: readonly (readonly [
  kind: "counter" | "gauge",
  name: string,
  help: string,
  read: (thread: ThreadStats) => number | null,
])[] = [
  [
    "gauge",
    "streamgauge_thread_connections",
    "Open streams of a serving thread.",
    ({ connections }) => connections,
  ],
  [
    "counter",
    "streamgauge_thread_cpu_seconds_total",
    "CPU time spent by a serving thread, in seconds; of the whole process if there is only one.",
    ({ cpuUs }) => cpuUs / 1e6,
  ],
  [
    "gauge",
    "streamgauge_thread_event_loop_lag_max_seconds",
    "Longest lag of a serving thread's event loop in the last second.",
    ({ eventLoopLagMs }) => asSeconds(eventLoopLagMs),
  ],
  [
    "gauge",
    "streamgauge_thread_canary_max_seconds",
    "Longest time of a serving thread's canary events in the last second.",
    ({ canaryMaxMs }) => asSeconds(canaryMaxMs),
  ],
];

function asSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1e3;
}

export function metricFamilies(snapshot: StatsSnapshot, stages: Stages): MetricFamily[] {
  const { version, log } = snapshot.hub;
  return [
    {
      kind: "gauge",
      name: "streamgauge_info",
      help: "Always 1; the labels identify the hub.",
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
    ...THREAD_FAMILIES.map(([kind, name, help, read]): MetricFamily => ({
      kind,
      name,
      help,
      samples: snapshot.threads.flatMap((thread, index) => {
        const value = read(thread);
        return value === null ? [] : { labels: { thread: `${index}` }, value };
      }),
    })),
    ...HISTOGRAMS.map(([name, help, read]): MetricFamily => ({
      kind: "histogram",
      name,
      help,
      value: read(stages),
    })),
  ];
}
