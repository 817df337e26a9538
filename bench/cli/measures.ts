/**
 * The names of everything that each scenario and command measures: a threshold on anything else is refused
 * before the run instead of failing after minutes of it. Pure.
 */

import { didYouMean } from "#flags";
import { DEFAULT_METRICS } from "../comparison/metrics.ts";
import { FLOOR_METRICS } from "../floor/floor.ts";
import { FIGURES } from "../rounds/figures.ts";
import { SHARE_METRICS } from "../comparison/speed-limit.ts";
import { DEPTHS } from "../resume/depths.ts";
import { MEMORY_LOG, SQLITE_LOGS } from "../scenarios/log-rounds.ts";
import { THREAD_COUNTS, THREAD_FIGURES, THREAD_RATIOS } from "../scenarios/thread-figures.ts";
import type { Threshold } from "../threshold.ts";
import { isScenario, type ScenarioName } from "./takers.ts";

const ACCOUNT = [
  "delivered_ratio",
  "lost",
  "duplicated",
  "out_of_order",
  "deliveries_per_second",
] as const;
const SERVER = [
  "server.cpu_us_per_delivery",
  "server.idle_cpu_ms_per_second",
  "server.rss_kb_per_connection",
] as const;
/** What the load generator itself took. */
const GENERATOR = [
  "generator.lag_ms",
  "generator.longest_lag_ms",
  "generator.cpu_percent",
  "generator.waited_percent",
];
const COSTS = ["client.rss_kb_per_connection", ...SERVER];
const DELIVERIES = [...ACCOUNT, ...levels("latency")];
const RECOVERY = ["recovered_ratio", ...levels("recovery")];
/** What is known about each rate that `saturate` tries. */
export const MEASURES_OF_A_STEP = [...levels("latency"), ...levels("publish"), "lost"];
const OF_A_TRANSPORT = [
  ...levels("latency"),
  ...levels("connect"),
  ...levels("recovery"),
  "wire.bytes_per_event",
  ...COSTS,
];
const BESIDE_EACH_OTHER = [
  "latency.p50",
  "latency.p99",
  "connect.p50",
  "recovery.p99",
  "wire.bytes_per_event",
  "server.cpu_per_delivery",
  "server.rss_per_connection",
];
const OF_A_THREAD_COUNT = [...levels("latency"), ...THREAD_FIGURES, ...SHARE_METRICS];
const LOGS = [MEMORY_LOG, ...SQLITE_LOGS].map(({ name }) => name);

/** Measured by every scenario that is made of clients, loads and steps. */
const COURSE = [
  ...DELIVERIES,
  ...levels("publish"),
  ...levels("connect"),
  "connections_lost",
  "reconnects",
  ...COSTS,
  ...GENERATOR,
];
/** Measured by a user's own scenario, whatever its steps are. */
const OWN = [...COURSE, ...RECOVERY, "gaps", "churned"];

const MEASURES: Readonly<Record<ScenarioName, readonly string[]>> = {
  connect: [
    "opened_ratio",
    ...levels("connect"),
    ...levels("first_byte"),
    "connects_per_second",
    "failed",
    ...COSTS,
    ...GENERATOR,
  ],
  "fan-out": [...COURSE, ...FLOOR_METRICS],
  reconnect: [...RECOVERY, "gaps", ...COURSE],
  publish: [
    "publish.requests_per_second",
    ...levels("publish"),
    ...ACCOUNT,
    ...COSTS,
    ...GENERATOR,
  ],
  unicast: ["unicast.cost_ratio", ...COURSE],
  saturate: [
    "rate_at_objective.events_per_second",
    "knee.events_per_second",
    ...prefixed("at_objective", MEASURES_OF_A_STEP),
    ...ACCOUNT,
    ...GENERATOR,
  ],
  "slow-readers": [
    ...levels("latency"),
    ...levels("quiet.latency"),
    "latency_ratio",
    "server.rss_kb_per_slow_reader",
    "lagging.max",
    "flood.kb_per_slow_reader",
    ...ACCOUNT,
    ...GENERATOR,
  ],
  churn: ["churned", "gaps", ...COURSE],
  soak: [
    "server.rss_growth_kb_per_minute",
    "server.rss_growth_margin_kb_per_minute",
    ...COURSE,
    ...FLOOR_METRICS,
  ],
  transports: [
    ...prefixed("sse", OF_A_TRANSPORT),
    ...prefixed("ws", OF_A_TRANSPORT),
    ...prefixed("sse_to_ws", BESIDE_EACH_OTHER),
    ...ACCOUNT,
    ...GENERATOR,
  ],
  threads: [
    ...THREAD_COUNTS.flatMap((count) => prefixed(`threads_${count}`, OF_A_THREAD_COUNT)),
    ...THREAD_COUNTS.filter((count) => count > 1).flatMap((count) =>
      prefixed(`threads_${count}_to_1`, Object.values(THREAD_RATIOS).flatMap(interval)),
    ),
    ...ACCOUNT.filter((name) => name !== "deliveries_per_second"),
  ],
  logs: [
    ...LOGS.map((log) => `${log}.requests_per_second`),
    ...LOGS.map((log) => `${log}.server.cpu_us_per_publish`),
    ...LOGS.flatMap((log) => levels(`${log}.publish`)),
    ...SQLITE_LOGS.flatMap(({ name }) => interval(`ratio.${name}.requests_per_second`)),
    ...ACCOUNT,
  ],
  resume: [
    "log.events",
    "log.filled_per_second",
    ...DEPTHS.flatMap(({ name }) => levels(`replay.${name}`)),
    ...DEPTHS.flatMap(({ name }) => levels(`replay_at_once.${name}`)),
    "replay.flatness_ratio",
    "replay_at_once.flatness_ratio",
    ...RECOVERY,
    "herd.restarted_ms",
    "herd.caught_up_ms",
    ...ACCOUNT,
    "gaps",
    ...levels("quiet.latency"),
    ...levels("herd.latency"),
    "herd.live_waited_ms",
    "herd.server_loop_lag_ms",
    "herd.latency_ratio",
  ],
  endpoint: [
    "opened_ratio",
    ...["connect", "first_byte", "first_event", "skew", "interval", "heartbeat"].flatMap(levels),
    "events_per_second",
    ...DELIVERIES,
    "gaps",
    "stalls",
    "retry.min_ms",
    "retry.max_ms",
    ...RECOVERY,
    "retry_honoured",
    "resume.expected",
    "resume.lost",
    "resume.duplicated",
    "clock.offset_ms",
    "clock.error_ms",
    ...levels("publish"),
    ...GENERATOR,
  ],
};

const OF_A_PEER = FIGURES.map(({ name }) => name);
const OF_PEERS: readonly string[] = [
  "delivered_ratio",
  "lost",
  "duplicated",
  ...OF_A_PEER,
  ...OF_A_PEER.flatMap((name) => interval(`ratio.${name}`)),
  ...SHARE_METRICS,
];

/** What these scenarios or commands measure. */
export function measuresOf(names: readonly (ScenarioName | "peers" | "ab")[]): readonly string[] {
  return names.flatMap((name) => {
    if (name === "ab") return DEFAULT_METRICS.map((metric) => metric.name);
    return name === "peers" ? OF_PEERS : MEASURES[name];
  });
}

/** What a user's own scenario measures, including its own latencies. */
export function measuresOfOwn(latencies: readonly string[]): readonly string[] {
  return [...OWN, ...latencies.flatMap(levels)];
}

const LIVE_MEASURES = new Set([...levels("latency"), "failed"]);

/** What a scenario knows of its measures during the run; any name that is not built in is a user's own. */
export function liveMeasuresOf(name: string): readonly string[] {
  return (isScenario(name) ? MEASURES[name] : OWN).filter((measure) => LIVE_MEASURES.has(measure));
}

/** Adds a fault if none of the thresholds can be checked during the run. */
export function requireLive(
  thresholds: readonly Threshold[],
  scenarios: readonly string[],
  faults: string[],
): void {
  const live = [...new Set(scenarios.flatMap(liveMeasuresOf))];
  if (thresholds.some(({ metric }) => live.includes(metric))) return;
  const names = live.join(", ");
  faults.push(
    `--abort-on-fail needs a --threshold on a metric that is known during the run: ${names}`,
  );
}

/** Adds a fault for each threshold on a metric that is not among `known`, which `who` measures. */
export function requireKnown(
  flag: string,
  thresholds: readonly Threshold[],
  known: readonly string[],
  who: string,
  faults: string[],
): void {
  const names = [...new Set(known)];
  for (const { expression, metric } of thresholds) {
    if (names.includes(metric)) continue;
    const hint = didYouMean(metric, names);
    faults.push(`${flag} is '${expression}': ${who} measures ${names.join(", ")}${hint}`);
  }
}

function levels(name: string): string[] {
  return ["p50", "p90", "p99", "max"].map((level) => `${name}.${level}_ms`);
}

function interval(name: string): string[] {
  return [name, `${name}.low`, `${name}.high`];
}

function prefixed(prefix: string, names: readonly string[]): string[] {
  return names.map((name) => `${prefix}.${name}`);
}
