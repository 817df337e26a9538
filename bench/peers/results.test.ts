import { expect, test } from "bun:test";
import { sampleResult } from "../report/result.fixture.ts";
import type { ScenarioResult } from "../result/result.ts";
import type { Finding } from "../load/validity.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { RoundFigures } from "../rounds/figures.ts";
import type { PeerRecord, PeerRound } from "./results.ts";
import { peerResults } from "./results.ts";
import { peersMarkdown } from "./table.ts";
import { peersText } from "./text.ts";

const LOAD = {
  connections: 1_000,
  rate: 20,
  durationS: 3,
  sizeBytes: 100,
  workers: 1,
  rampPerS: 2_000,
};

interface RoundParts {
  readonly figures: RoundFigures;
  readonly lost?: number;
  readonly serverShare?: number;
  readonly findings?: readonly Finding[];
}

const NOTHING_PUBLISHED = {
  sent: 0,
  uncertain: [],
  failures: {},
  ack: new LatencyHistogram(),
  lateness: new LatencyHistogram(),
  held: new LatencyHistogram(),
};

function round(
  number: number,
  { figures, lost = 0, serverShare = 1, findings = [] }: RoundParts,
): PeerRound {
  const totals = { received: 100 - lost, lost, duplicated: 0, outOfOrder: 0 };
  const latency = new LatencyHistogram();
  latency.record(5);
  return {
    round: number,
    calm: { figures, totals, latency, published: NOTHING_PUBLISHED, failures: {}, findings },
    saturated: { figures: {}, totals, findings: [], shares: { server: serverShare } },
    machine: [],
  };
}

function record(name: string, ...parts: RoundParts[]): PeerRecord {
  const rounds = parts.map((one, index) => round(index + 1, one));
  return { peer: { name, about: name }, rounds };
}

function cost(us: number, perS = 100_000): RoundParts {
  return { figures: { "server.cpu_us_per_delivery": us, deliveries_per_second: perS } };
}

function resultsOf(...records: PeerRecord[]): ScenarioResult[] {
  return peerResults(records, LOAD, false);
}

test("peerResults() of one round has ratios without intervals, and nobody leads", () => {
  const results = resultsOf(record("hub", cost(10)), record("other", cost(20)));
  const name = "ratio.server.cpu_us_per_delivery";
  expect(results[1]?.metrics[name]?.value).toBe(2);
  expect(results[1]?.metrics).not.toHaveProperty([`${name}.low`]);
  const text = peersMarkdown(results);
  expect(text).toContain("| other | 20<br>2× |");
  expect(text).not.toContain("best:");
  expect(text).not.toContain("too close to call");
});

test("with --hub-threads the table says how many threads or workers a server had, and asks for a core for each", () => {
  const records = ["hub", "node", "nchan"].map((name) =>
    record(name, { ...cost(10), serverShare: 1.5 }),
  );
  const results = peerResults(records, { ...LOAD, hubThreads: 4 }, false);
  expect(results[0]?.config.hubThreads).toBe(4);
  for (const text of [peersMarkdown(results), peersText({ ...sampleResult, scenarios: results })]) {
    expect(text).toMatch(/hub, 4 threads\b/);
    expect(text).toMatch(/nchan, 4 workers\b/);
    expect(text).not.toContain("node, 4");
    expect(text).toContain("hub, nchan did not use a whole core for each thread");
  }
});

test("peerResults() keeps the figures of every round, one after another", () => {
  const [own] = resultsOf(record("hub", cost(10), { figures: {} }, cost(14)));
  expect(own?.series).toEqual({
    "server.cpu_us_per_delivery": { stepMs: 0, values: [10, null, 14] },
    deliveries_per_second: { stepMs: 0, values: [100_000, null, 100_000] },
  });
});

test("peerResults() divides round by round, so that noise that affects both leaves the ratio alone", () => {
  const [own, other] = resultsOf(
    record("hub", cost(10), cost(30), cost(14)),
    record("node", cost(20), cost(60), cost(28)),
  );
  expect(own?.metrics["server.cpu_us_per_delivery"]).toMatchObject({ value: 14, samples: 3 });
  expect(own?.metrics["ratio.server.cpu_us_per_delivery"]).toBeUndefined();
  for (const suffix of ["", ".low", ".high"]) {
    expect(other?.metrics[`ratio.server.cpu_us_per_delivery${suffix}`]).toEqual({
      value: 2,
      unit: "×",
      better: "lower",
      samples: 3,
    });
  }
});

test("peerResults() pairs only rounds that both have", () => {
  const late: PeerRecord = { peer: { name: "node", about: "" }, rounds: [round(2, cost(60))] };
  const [, other] = resultsOf(record("hub", cost(10), cost(30)), late);
  expect(other?.metrics["ratio.server.cpu_us_per_delivery"]).toMatchObject({
    value: 2,
    samples: 1,
  });
});

test("peerResults() sums the account over parts and rounds", () => {
  const [own] = resultsOf(record("hub", { ...cost(1), lost: 3 }, cost(1)));
  expect(own?.metrics.lost?.value).toBe(6);
  expect(own?.metrics.delivered_ratio).toMatchObject({ value: 394 / 400, samples: 400 });
});

test("peerResults() reports a finding once, with its rounds, and is invalid if the finding says so", () => {
  const late = (ms: number): RoundParts => ({
    ...cost(1),
    findings: [{ isInvalid: true, warning: `the publisher was ${ms} ms late` }],
  });
  const [own] = resultsOf(record("hub", late(60), cost(1), late(71)));
  expect(own).toMatchObject({
    valid: false,
    warnings: ["one at a time: the publisher was 60 ms late (rounds 1, 3)"],
  });
});

function screen(...records: PeerRecord[]): string[] {
  const result = { ...sampleResult, thresholds: [], scenarios: resultsOf(...records) };
  return peersText(result).trim().split("\n");
}

test("peersText() has who leads, the account, the figures above their ratios, and the warnings last", () => {
  const missing: PeerRecord = {
    peer: { name: "nchan", about: "" },
    rounds: [],
    unavailable: "not installed: apt-get install nginx libnginx-mod-nchan",
  };
  const lines = screen(
    record("hub", cost(10, 1_000_000), cost(10, 1_000_000)),
    record("node", cost(20), cost(40)),
    record("hono", cost(15), cost(15)),
    missing,
  );
  expect(lines.slice(0, 10)).toEqual([
    "✓ peers: 3 servers side by side, 1,000 connections, 100 B, 20/s and saturated, 2 interleaved rounds: valid",
    "  best: hub in CPU µs/delivery, deliveries/s",
    "  1,200 deliveries expected in all, 0 lost, 0 duplicated",
    "",
    "        CPU µs/delivery    deliveries/s",
    "  hub                10       1,000,000",
    "  node               30         100,000",
    "               3× [2–4]  0.1× [0.1–0.1]",
    "  hono               15         100,000",
    "         1.5× [1.5–1.5]  0.1× [0.1–0.1]",
  ]);
  expect(lines.at(-1)).toBe(
    "! nchan: not measured: not installed: apt-get install nginx libnginx-mod-nchan",
  );
});

test("peersText() names servers that are better than this hub, unless the interval includes both", () => {
  const lines = screen(
    record("hub", cost(10), cost(10, 90_000)),
    record("node", cost(5, 99_000), cost(5, 99_000)),
  );
  expect(lines.slice(1, 3)).toEqual([
    "  best: node in CPU µs/delivery",
    "  too close to call: deliveries/s",
  ]);
});

test("peersText() of one round uses the singular", () => {
  expect(screen(record("hub", cost(10)))[0]).toBe(
    "✓ peers: 1 server, 1,000 connections, 100 B, 20/s and saturated, 1 round: valid",
  );
});

test("peersText() marks deliveries per second that were not limited by the server, and losses", () => {
  const text = screen(
    record("hub", { ...cost(10), serverShare: 0.6 }),
    record("node", { ...cost(20), lost: 7 }),
  ).join("\n");
  expect(text).toMatch(/hub +10 +≥ 100,000/);
  expect(text).toContain("node lost 14 and duplicated 0");
  expect(text).toContain("≥: hub did not use a whole core");
});

test("peersMarkdown() is one table with a row for each peer", () => {
  const text = peersMarkdown(
    resultsOf(record("hub", cost(10), cost(10)), record("node", cost(20), cost(20))),
  );
  expect(text).toContain("|  | CPU µs/delivery | deliveries/s |\n| --- | ---: | ---: |");
  expect(text).toContain("| hub | 10 | 100,000 |");
  expect(text).toContain("| node | 20<br>2× [2–2] | 100,000<br>1× [1–1] |");
});

test("peersText() of a run that was interrupted at once has no table", () => {
  const scenarios = peerResults([record("hub")], LOAD, true);
  const text = peersText({ ...sampleResult, thresholds: [], scenarios });
  expect(text).toContain("interrupted: PARTIAL");
  expect(text).toContain("nothing to compare");
  expect(text).not.toMatch(/delivery|CPU s/);
});
