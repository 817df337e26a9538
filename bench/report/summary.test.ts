import { expect, test } from "bun:test";
import { measuresOf } from "../cli/measures.ts";
import { SCENARIOS } from "../cli/takers.ts";
import { higher, lower, type Metrics, type ScenarioResult } from "../result/result.ts";
import { sampleScenario } from "./result.fixture.ts";
import { findings, headline, SENTENCES } from "./summary.ts";

const account: Metrics = {
  delivered_ratio: higher(1, "ratio", 48_000),
  lost: lower(0, "events"),
  duplicated: lower(0, "events"),
  out_of_order: lower(0, "events"),
  deliveries_per_second: higher(6_000, "/s"),
};
const times = (name: string): Metrics => ({
  [`${name}.p50_ms`]: lower(1, "ms"),
  [`${name}.p99_ms`]: lower(9, "ms"),
  [`${name}.max_ms`]: lower(10, "ms"),
});
const cost: Metrics = {
  "server.cpu_us_per_delivery": lower(10.13, "µs"),
  "server.rss_kb_per_connection": lower(12, "kB"),
};

const ALL_ARRIVED = "48,000 deliveries expected, 0 lost, 0 duplicated, 0 out of order";
const LATENCY = "latency p50 1 ms, p99 9 ms, max 10 ms (from intended send to parsed)";
const COST = "the server spent 10.1 µs of CPU per delivery and 12 kB of memory per connection";

function scenario(name: string, metrics: Metrics): ScenarioResult {
  return sampleScenario({ name, metrics });
}

test.each<[name: string, metrics: Metrics, lines: string[]]>([
  [
    "fan-out",
    { ...account, ...times("latency"), ...times("publish"), ...times("connect"), ...cost },
    [ALL_ARRIVED, LATENCY, COST],
  ],
  [
    "unicast",
    { "unicast.cost_ratio": lower(1.02, "ratio"), ...account, ...times("latency") },
    ["a delivery costs 1.02× what it costs with few clients", ALL_ARRIVED, LATENCY],
  ],
  [
    "connect",
    {
      opened_ratio: higher(0.99, "ratio", 1_000),
      connects_per_second: higher(950, "/s"),
      ...times("connect"),
      ...times("first_byte"),
    },
    [
      "990 of 1,000 connections opened, 950 connects/s",
      "connect p50 1 ms, p99 9 ms, max 10 ms (from intended arrival to open stream)",
      "first byte p50 1 ms, p99 9 ms, max 10 ms (from intended arrival)",
    ],
  ],
  [
    "reconnect",
    {
      recovered_ratio: higher(1, "ratio", 100),
      ...times("recovery"),
      ...account,
      ...times("latency"),
    },
    [
      "100 of 100 connections came back",
      "half were back within 1 ms, 99 % within 9 ms, the last after 10 ms",
      ALL_ARRIVED,
    ],
  ],
  [
    "publish",
    { "publish.requests_per_second": higher(40_000, "/s"), ...account, ...cost },
    ["40,000 publishes/s, measured by autocannon", ALL_ARRIVED, COST],
  ],
  [
    "logs",
    {
      "memory_log.requests_per_second": higher(20_000, "/s"),
      ...times("memory_log.publish"),
      "sqlite_disk.requests_per_second": higher(10_000, "/s"),
      ...times("sqlite_disk.publish"),
      "ratio.sqlite_disk.requests_per_second": higher(0.5, "×"),
      "ratio.sqlite_disk.requests_per_second.low": higher(0.4, "×"),
      "ratio.sqlite_disk.requests_per_second.high": higher(0.6, "×"),
    },
    [
      "memory log: 20,000 publishes/s",
      "sqlite disk: 10,000 publishes/s, 0.50× [0.40×–0.60×] of the log in memory",
      "memory log publish p50 1 ms, p99 9 ms, max 10 ms",
    ],
  ],
  [
    "saturate",
    {
      "rate_at_objective.events_per_second": higher(1_250, "/s"),
      "at_objective.latency.p99_ms": lower(87, "ms"),
      "knee.events_per_second": higher(900, "/s"),
      ...account,
    },
    [
      "the objective was met up to 1,250 events/s (latency p99 87 ms there)",
      "latency bends upwards at 900 events/s",
      ALL_ARRIVED,
    ],
  ],
  [
    "slow-readers",
    {
      ...times("latency"),
      ...times("quiet.latency"),
      "server.rss_kb_per_slow_reader": lower(3, "kB"),
      "lagging.max": lower(20, "streams"),
      ...account,
    },
    [ALL_ARRIVED, LATENCY, "quiet latency p50 1 ms, p99 9 ms, max 10 ms"],
  ],
  [
    "churn",
    { churned: lower(500, "clients"), ...account, ...times("latency") },
    [ALL_ARRIVED, LATENCY, "churned 500 clients"],
  ],
  [
    "soak",
    {
      "server.rss_growth_kb_per_minute": lower(12.34, "kB/min"),
      "server.rss_growth_margin_kb_per_minute": lower(5, "kB/min"),
      ...account,
    },
    ["the server's memory grew by 12.3 ± 5 kB a minute", ALL_ARRIVED],
  ],
  [
    "transports",
    {
      ...times("sse.latency"),
      ...times("ws.latency"),
      "ws.wire.bytes_per_event": lower(120, "B"),
      "sse_to_ws.latency.p99": lower(1.125, "ratio"),
      "sse_to_ws.wire.bytes_per_event": lower(0.9, "ratio"),
      ...account,
    },
    [
      "SSE relative to WebSocket: latency p99 1.13×, wire bytes per event 0.90×",
      "sse latency p50 1 ms, p99 9 ms, max 10 ms",
      "ws latency p50 1 ms, p99 9 ms, max 10 ms",
    ],
  ],
  [
    "threads",
    {
      ...times("threads_1.latency"),
      "threads_1.server.cpu_us_per_delivery": lower(8, "µs"),
      "threads_1.deliveries_per_second": higher(5e6, "/s"),
      ...times("threads_4.latency"),
      "threads_4.server.cpu_us_per_delivery": lower(7.8, "µs"),
      "threads_4.deliveries_per_second": higher(8e6, "/s"),
      "threads_4_to_1.latency_p99_ratio": lower(0.27, "×"),
      "threads_4_to_1.speedup_ratio": higher(1.6, "×"),
      "threads_4_to_1.speedup_ratio.low": higher(1.5, "×"),
      "threads_4_to_1.speedup_ratio.high": higher(1.7, "×"),
      ...account,
    },
    [
      "1 thread: 8 µs of CPU per delivery, 5,000,000 deliveries/s",
      "4 threads: p99 0.27×, 7.8 µs of CPU per delivery, 8,000,000 deliveries/s (1.60× [1.50×–1.70×])",
      "threads 1 latency p50 1 ms, p99 9 ms, max 10 ms",
    ],
  ],
  [
    "endpoint",
    {
      ...account,
      ...times("skew"),
      stalls: lower(2, "stalls"),
      "resume.expected": higher(120, "events"),
      "resume.lost": lower(120, "events"),
      "resume.duplicated": lower(0, "events"),
    },
    [
      ALL_ARRIVED,
      "while connections were cut: 120 events missed, 120 lost for good, 0 repeated",
      "skew p50 1 ms, p99 9 ms, max 10 ms",
    ],
  ],
])("findings() of %s start with what its reader wants to know", (name, metrics, lines) => {
  expect(findings(scenario(name, metrics)).slice(0, 3)).toEqual(lines);
});

test("findings() say how many came back if not all did", () => {
  const metrics = { recovered_ratio: higher(0.98, "ratio", 100), ...times("recovery") };
  expect(findings(scenario("reconnect", metrics))).toEqual([
    "98 of 100 connections came back",
    "half were back within 1 ms, 99 % within 9 ms, the last after 10 ms",
  ]);
});

test("findings() of a scenario named like an object's built-in property are the usual ones", () => {
  expect(findings(scenario("constructor", account))).toEqual([ALL_ARRIVED]);
});

test("findings() without metrics are empty", () => {
  expect(findings(scenario("fan-out", {}))).toEqual([]);
});

test("headline() is the load, the target and the validity", () => {
  expect(headline(sampleScenario({ valid: false, partial: true }))).toBe(
    "reconnect: 100 connections, 20/s, 3 s, 100 B, own hub: INVALID, interrupted: PARTIAL",
  );
});

test.each(SCENARIOS.map((name) => [name]))(
  "at most one sentence owns each metric of %s",
  (name) => {
    const shared = measuresOf([name]).flatMap((metric) => {
      const owners = SENTENCES.filter((sentence) => sentence.owns(metric));
      return owners.length > 1 ? [metric] : [];
    });
    expect(shared).toEqual([]);
  },
);

test("findings() mention a metric that no sentence owns", () => {
  const metrics = { "brand.new_us": lower(7, "µs"), ...times("another") };
  expect(findings(scenario("fan-out", metrics))).toEqual([
    "another p50 1 ms, p99 9 ms, max 10 ms",
    "brand new 7 µs",
  ]);
});
