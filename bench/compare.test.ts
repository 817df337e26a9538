import { expect, test } from "bun:test";
import { BenchError } from "./bench-error.ts";
import { compare } from "./compare.ts";
import type { Comparison, Figures } from "./comparison/comparison.ts";
import type { Stored } from "./result/read.ts";
import { sampleComparison } from "./report/comparison.fixture.ts";
import { readResult } from "./result/read.ts";
import { type BenchResult, higher, lower, type Metrics, SCHEMA_VERSION } from "./result/result.ts";

function result(
  metrics: Metrics,
  changes: Partial<{ cpu: string; connections: number }> = {},
): BenchResult {
  const { cpu = "Some CPU", connections = 100 } = changes;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: "streamgauge", version: "0.1.0" },
    environment: {
      startedAt: "2026-11-24T00:00:00.000Z",
      command: "bun run bench",
      bun: "1.4.5",
      os: "linux",
      cpu,
      cpus: 2,
      memoryGib: 24,
    },
    scenarios: [
      {
        name: "fan-out",
        target: "own hub",
        transport: "sse",
        valid: true,
        partial: false,
        config: { connections, rate: 1, durationS: 1, sizeBytes: 100, workers: 1 },
        warnings: [],
        metrics,
        histograms: {},
        series: {},
      },
    ],
    thresholds: [],
  };
}

const stored = (of: BenchResult): Stored => ({ kind: "result", result: of });

/** The sample with other rounds for the head; `scaled` multiplies some of its figures. */
function comparison(scaled: Figures = {}, changes: Partial<Comparison> = {}): Stored {
  const rounds = sampleComparison.rounds.map(({ base, head }) => ({
    base,
    head: Object.fromEntries(
      Object.entries(head).map(([name, value]) => [name, value * (scaled[name] ?? 1)]),
    ),
  }));
  return { kind: "comparison", comparison: { ...sampleComparison, ...changes, rounds } };
}

const CPU = "server.cpu_us_per_delivery";
/** This gated metric is in neither file, so it does not count as missing. */
const RATE = "rate_at_objective.events_per_second";

test("compare() shows each difference and its direction", () => {
  const base = result({
    "latency.p99_ms": lower(10, "ms"),
    deliveries_per_second: higher(100, "/s"),
  });
  const head = result({
    "latency.p99_ms": lower(15, "ms"),
    deliveries_per_second: higher(150, "/s"),
  });
  const { text } = compare(stored(base), stored(head));
  expect(text).toContain("latency.p99_ms         10 ms   15 ms  +50.0 % worse");
  expect(text).toContain("+50.0 % better");
});

test.each([
  [205, 204.95, "same"],
  [205, 205.05, "same"],
  [205, 204.8, "-0.1 % worse"],
])(
  "compare() tells a difference that rounds to nothing as none: %p and %p are %s",
  (was, is, told) => {
    const of = (speed: number) => stored(result({ deliveries_per_second: higher(speed, "/s") }));
    expect(compare(of(was), of(is)).text).toMatch(
      new RegExp(`deliveries_per_second.*/s +${told}$`, "m"),
    );
  },
);

test.each([
  ["lost", 0, 1, "regressed"],
  ["duplicated", 0, 3, "regressed"],
  ["lost", 5, 5, "pass"],
  ["lost", 5, 4, "pass"],
  ["lost", 5, 7, "inconclusive"],
  ["lost", 1, 50_000, "regressed"],
  ["refused", 0, 1, "regressed"],
  ["connections_lost", 2, 2, "pass"],
] as const)("compare() judges %s from %d to %d", (name, was, is, verdict) => {
  const [base, head] = [was, is].map((value) => stored(result({ [name]: lower(value, "events") })));
  if (base === undefined || head === undefined) throw new Error("two sides");
  expect(compare(base, head).verdict).toBe(verdict);
});

test("compare() lets only those metrics fail that the second comparison gates", () => {
  const metrics = sampleComparison.metrics.map((metric) => ({
    ...metric,
    isGated: metric.isGated && metric.name !== CPU,
  }));
  const scaled = { [CPU]: 10 };
  expect(compare(comparison(), comparison(scaled)).verdict).toBe("regressed");
  expect(compare(comparison(), comparison(scaled, { metrics })).verdict).not.toBe("regressed");
});

test("compare() of one run each is inconclusive about gated metrics, and says why", () => {
  const sides = [10, 30].map((value) => stored(result({ [CPU]: lower(value, "µs") })));
  const [base, head] = sides;
  if (base === undefined || head === undefined) throw new Error("two sides");
  const { verdict, findings, cautions } = compare(base, head);
  expect(verdict).toBe("inconclusive");
  expect(findings.join()).toContain(`undecided: ${CPU}`);
  expect(cautions.join()).toContain("One run each");
});

test.each([
  ["regressed", { [CPU]: 1.3 }, 0.05],
  ["pass", { [CPU]: 0.8, [RATE]: 2 }, 0.05],
  ["inconclusive", { [CPU]: 1.06, [RATE]: 2 }, 0.06],
] as const)("compare() of rounds is %s with %p", (verdict, scaled, maxRegression) => {
  const compared = compare(comparison(), comparison(scaled), { maxRegression });
  expect(compared.verdict).toBe(verdict);
  expect(compared.cautions.join()).toContain("not paired");
});

const P50 = "latency.p50_ms";
/** The latency of the sample, by as much in each round, gated as it is by default. */
function withLatency(times: number): Stored {
  const rounds = sampleComparison.rounds.map(({ base, head }) => ({
    base: { ...base, [P50]: 2 },
    head: { ...head, [P50]: 2 * times },
  }));
  const ratio = { median: times, low: times, high: times, confidence: 0.98, pairs: 12 };
  const latency = { name: P50, unit: "ms", better: "lower", base: 2, head: 2 * times } as const;
  const rest = { isGated: true, allowed: 0.5, verdict: "pass", reason: "" } as const;
  const metrics = [{ ...latency, ...rest, ratio: { ...ratio, smallestDetectable: null } }];
  return { kind: "comparison", comparison: { ...sampleComparison, metrics, rounds } };
}

test.each([
  [1.4, {}, "pass"],
  [1.6, {}, "regressed"],
  [1.6, { maxLatencyRatio: 2 }, "pass"],
] as const)("compare() of %p times the latency, with %j, is %s", (times, limits, verdict) =>
  expect(compare(withLatency(1), withLatency(times), limits).verdict).toBe(verdict),
);

test("compare() fails a second file whose head could not be measured where its base could", () => {
  const rounds = sampleComparison.rounds.map(({ base, head }) => {
    const { [CPU]: _, ...others } = head;
    return { base, head: others };
  });
  const metrics = sampleComparison.metrics.map((metric) => {
    if (metric.name !== CPU || !("ratio" in metric)) return metric;
    const { ratio: _, ...rest } = metric;
    return { ...rest, head: null };
  });
  const head: Stored = { kind: "comparison", comparison: { ...sampleComparison, metrics, rounds } };
  const { verdict, findings } = compare(comparison(), head);
  expect(verdict).toBe("regressed");
  expect(findings).toContain(
    `✗ FAILED: ab: ${CPU} could not be measured in 12 of 12 rounds, before in 0 of 12`,
  );
});

test("compare() does not pass if the second file lacks a gated metric", () => {
  const base = stored(result({ [CPU]: lower(10, "µs") }));
  const head = stored(result({ lost: lower(0, "events"), other: lower(1, "ms") }));
  expect(compare(base, head).findings.join()).toContain(`${CPU} (not in the second)`);
});

test.each<[string, Stored, Stored, string]>([
  [
    "another processor",
    stored(result({})),
    stored(result({}, { cpu: "Another CPU" })),
    "processor is Some CPU in the first and Another CPU",
  ],
  [
    "another load",
    stored(result({})),
    stored(result({}, { connections: 7 })),
    "fan-out's connections is 100 in the first and 7",
  ],
  ["another kind", stored(result({})), comparison(), "kind is result in the first and comparison"],
  [
    "fewer processors",
    comparison(),
    comparison({}, { environment: { ...sampleComparison.environment, cpus: 4 } }),
    "number of processors is 2 in the first and 4",
  ],
  [
    "another load of a comparison",
    comparison(),
    comparison({}, { config: { ...sampleComparison.config, rate: 21 } }),
    "ab's rate is 20 in the first and 21",
  ],
])("compare() refuses %s, and names the difference", (_what, base, head, message) => {
  expect(() => compare(base, head)).toThrow(BenchError);
  expect(() => compare(base, head)).toThrow(message);
});

test.each([
  ["far more per round", 40, 4, "regressed"],
  ["more per round, as chance may have it", 2, 4, "inconclusive"],
  ["the same per round, over more rounds", 3, 12, "pass"],
] as const)("compare() judges the counts of comparisons: %s", (_what, lost, rounds, verdict) => {
  const [count] = sampleComparison.metrics;
  if (count === undefined) throw new Error("a metric");
  const of = (head: number, length: number): Stored => {
    const counted = {
      metrics: [{ ...count, head }],
      rounds: sampleComparison.rounds.slice(0, length),
    };
    return { kind: "comparison", comparison: { ...sampleComparison, ...counted } };
  };
  expect(compare(of(1, 4), of(lost, rounds)).verdict).toBe(verdict);
});

test("compare() mentions another version of Bun, and compares all the same", () => {
  const environment = { ...sampleComparison.environment, bun: "1.5.0" };
  const { cautions } = compare(comparison(), comparison({}, { environment }));
  expect(cautions.join()).toContain("Bun is 1.4.5 in the first and 1.5.0 in the second");
});

test("compare() matches peers by target, because they share a name", () => {
  const [scenario] = result({ lost: lower(0, "events") }).scenarios;
  if (scenario === undefined) throw new Error("one scenario");
  const peers = (lost: number) =>
    stored({
      ...result({}),
      scenarios: ["nchan", "node"].map((target) => ({
        name: "peers",
        target,
        transport: scenario.transport,
        valid: true,
        partial: false,
        config: scenario.config,
        warnings: [],
        metrics: { lost: lower(target === "node" ? lost : 0, "events") },
        histograms: {},
        series: {},
      })),
    });
  expect(compare(peers(0), peers(2)).findings).toEqual([
    "✗ FAILED: peers node: lost went from 0 to 2",
  ]);
});

test("readResult() reads what was written", () => {
  const written = result({ lost: lower(0, "events") });
  expect(readResult(JSON.stringify(written), "a.json")).toEqual(written);
});

test.each([
  ["a truncated file", '{"schemaVersion":1,', "not complete JSON"],
  ["another tool's file", '{"tool":{"name":"k6"}}', "not a result of this bench"],
  ["a newer schema", '{"tool":{"name":"streamgauge"},"schemaVersion":99}', "schema version 99"],
  ["a newer bench's file", '{"tool":{"name":"streamgauge"},"schemaVersion":2}', "update this one"],
  ["a comparison", JSON.stringify(sampleComparison), "is a comparison"],
  [
    "a damaged result",
    '{"tool":{"name":"streamgauge"},"schemaVersion":1}',
    "it must have required property 'environment'",
  ],
])("readResult() refuses %s", (_what, text, message) => {
  expect(() => readResult(text, "a.json")).toThrow(message);
});

/** Eight rounds at full speed, in which server and clients used so much of a core. */
function atFullSpeed(perS: number, server: number, clients: number): Stored {
  const whole = result({
    deliveries_per_second: higher(perS, "/s", 8),
    "saturated.server_cpu_share": lower(server, "cores", 8),
    "saturated.client_cpu_share": lower(clients, "cores", 8),
    "saturated.publisher_cpu_share": lower(0.1, "cores", 8),
  });
  const values = Array.from({ length: 8 }, (_, round) => perS * (1 + round / 1_000));
  const series = { deliveries_per_second: { stepMs: 0, values } };
  const [one] = whole.scenarios;
  if (one === undefined) throw new Error("a scenario");
  return stored({ ...whole, scenarios: [{ ...one, series }] });
}

test.each([
  ["is the bench's own: it is reported, and fails nothing", 0.38, 0.9, "pass"],
  ["is that of a head for which the bench waits, fails", 0.2, 0.5, "regressed"],
  ["is that of a head that needs its core, fails", 0.95, 0.9, "regressed"],
] as const)("compare() of a speed that %s", (_what, server, clients, verdict) => {
  const base = atFullSpeed(1_000, 0.38, 0.9);
  const outcome = compare(base, atFullSpeed(800, server, clients));
  expect(outcome.verdict).toBe(verdict);
  expect(outcome.cautions.some((line) => line.includes("is the bench's own"))).toBe(
    verdict === "pass",
  );
});
