/** A made-up comparison with every verdict and every field there is, for tests: each report must cope with all of it. */

import {
  type Comparison,
  COMPARISON_SCHEMA_VERSION,
  type Figures,
  type MetricVerdict,
  type RatioEstimate,
  type RoundPair,
} from "../comparison/comparison.ts";
import { HOSTILE } from "./result.fixture.ts";

const CPU = "server.cpu_us_per_delivery";
const MEMORY = "server.rss_kb_per_connection";
const DELIVERIES = "deliveries_per_second";
const OBJECTIVE = "rate_at_objective.events_per_second";
const P99 = "latency.p99_ms";

/** How far each round is from the median: fixed, so that every run of the tests has the same. */
const SWAYS = [0, 0.012, -0.02, 0.004, -0.009, 0.021, -0.004, 0.008, -0.015, 0.002, 0.017, -0.011];

function roundAt(sway: number, place: number): RoundPair {
  const base = {
    lost: 0,
    duplicated: 0,
    [CPU]: 9.83 * (1 + sway),
    [MEMORY]: 9.19 * (1 + sway / 8),
    [DELIVERIES]: 25_120 * (1 - sway / 4),
    [OBJECTIVE]: 1_250 * (1 - sway * 3),
    [P99]: 23.5 * (1 + sway * 20),
  };
  const factors: Figures = { [CPU]: 1.121 + sway / 3, [MEMORY]: 1.002, [DELIVERIES]: 1.003 };
  const wide: Figures = { [OBJECTIVE]: 0.966 + sway * 2, [P99]: 1.04 - sway * 9 };
  const head = Object.entries(base).map(([name, value]): [string, number] => [
    name,
    value * (factors[name] ?? wide[name] ?? 1),
  ]);
  // The objective was not held in one round.
  return {
    base,
    head: Object.fromEntries(head.filter(([name]) => name !== OBJECTIVE || place !== 3)),
  };
}

function ratio(
  median: number,
  low: number,
  high: number,
  rest: Partial<RatioEstimate> = {},
): RatioEstimate {
  return { median, low, high, confidence: 0.9917, pairs: 12, smallestDetectable: 0.031, ...rest };
}

function count(name: string): MetricVerdict {
  const verdict = { verdict: "pass", reason: "none in any round" } as const;
  return { name, unit: "events", better: "lower", isGated: true, base: 0, head: 0, ...verdict };
}

const metrics: readonly MetricVerdict[] = [
  count("lost"),
  count("duplicated"),
  {
    name: CPU,
    unit: "µs",
    better: "lower",
    isGated: true,
    base: 9.84,
    head: 11,
    ratio: ratio(1.121, 1.089, 1.152, { noiseFloor: 0.021, autocorrelation: 0.124 }),
    verdict: "regressed",
    reason: "worse by 12.1 % (8.9 to 15.2 %); allowed are 5 %",
  },
  {
    name: MEMORY,
    unit: "kB",
    better: "lower",
    isGated: true,
    base: 9.19,
    head: 9.21,
    ratio: ratio(1.002, 0.998, 1.006, { smallestDetectable: 0.004, noiseFloor: 0.004 }),
    verdict: "pass",
    reason: "worse by 0.2 % (-0.2 to 0.6 %); allowed are 5 %",
  },
  {
    name: DELIVERIES,
    unit: "/s",
    better: "higher",
    isGated: true,
    base: 25_120,
    head: 25_195,
    ratio: ratio(1.003, 0.994, 1.012, { smallestDetectable: 0.011 }),
    verdict: "pass",
    reason: "better by 0.3 % (-0.6 to 1.2 %)",
  },
  {
    name: OBJECTIVE,
    unit: "/s",
    better: "higher",
    isGated: true,
    base: 1_250,
    head: 1_207,
    ratio: ratio(0.966, 0.91, 1.03, { pairs: 11, smallestDetectable: null }),
    verdict: "inconclusive",
    reason: "between better by 3 % and worse by 9 %; allowed are 5 %: more rounds would tell",
  },
  {
    name: P99,
    unit: "ms",
    better: "lower",
    isGated: false,
    base: 23.5,
    head: 24.4,
    ratio: ratio(1.04, 0.71, 1.62, { confidence: 0.95, smallestDetectable: 0.9 }),
    verdict: "inconclusive",
    reason: "between better by 29 % and worse by 62 %",
  },
];

export const sampleComparison = {
  schemaVersion: COMPARISON_SCHEMA_VERSION,
  kind: "comparison",
  tool: { name: "streamgauge", version: "0.1.0" },
  environment: {
    startedAt: "2026-11-24T00:00:00.000Z",
    command: "bun run bench ab --base main",
    bun: "1.4.5",
    os: "linux",
    cpu: "Some CPU",
    cpus: 2,
    memoryGib: 23.4,
  },
  base: { name: "main", commit: "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678" },
  head: { name: "worktree", commit: "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432", isDirty: true },
  config: {
    connections: 1_000,
    rate: 20,
    durationS: 5,
    sizeBytes: 100,
    workers: 1,
    maxRegression: 0.05,
    maxLatencyRatio: 1.5,
    falseAlarmRate: 0.05,
    budgetS: 600,
    seed: 1,
  },
  elapsedS: 402.3,
  isPartial: false,
  rounds: SWAYS.map(roundAt),
  dropped: [
    { ...roundAt(0.4, 12), reasons: ["other processes took 31 % of the machine"] },
    { ...roundAt(-0.3, 13), reasons: ["the generator was 80 ms late", "the host stole 12 %"] },
  ],
  metrics,
  verdict: "regressed",
  warnings: ["2 of 14 rounds were dropped: let nothing else run on this machine"],
} as const satisfies Comparison;

/** Nothing regressed and nothing left open. */
export const passingComparison: Comparison = {
  ...sampleComparison,
  metrics: metrics.filter(({ verdict }) => verdict === "pass"),
  dropped: [],
  warnings: [],
  verdict: "pass",
};

const hostileWords = { name: HOSTILE, unit: HOSTILE, reason: HOSTILE };

/** The sample with a hostile text wherever a comparison has text. */
export function hostileComparison(): Comparison {
  const { environment } = sampleComparison;
  const text = { command: HOSTILE, cpu: HOSTILE, os: HOSTILE, startedAt: HOSTILE, bun: HOSTILE };
  return {
    ...sampleComparison,
    environment: { ...environment, ...text },
    base: { name: HOSTILE, commit: HOSTILE },
    head: { name: HOSTILE },
    metrics: metrics.map((metric) => Object.assign(structuredClone(metric), hostileWords)),
    rounds: [{ base: { [HOSTILE]: 1 }, head: { [HOSTILE]: 2 } }],
    dropped: [{ base: { [HOSTILE]: 1 }, head: { [HOSTILE]: 2 }, reasons: [HOSTILE] }],
    warnings: [HOSTILE],
  };
}
