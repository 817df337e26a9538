import { expect, test } from "bun:test";
import { caution, invalid } from "../load/validity.ts";
import type { RoundFigures } from "../rounds/figures.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { threadFindings, threadMetrics, type ThreadRound, totalsOf } from "./thread-figures.ts";

interface Parts {
  readonly figures?: RoundFigures;
  readonly serverShare?: number;
  readonly findings?: ThreadRound["calm"]["findings"];
  readonly lost?: number;
}

function round(
  number: number,
  { figures = {}, serverShare, findings = [], lost = 0 }: Parts,
): ThreadRound {
  const totals = { received: 100 - lost, lost, duplicated: 0, outOfOrder: 0 };
  const latency = new LatencyHistogram();
  latency.record(figures["latency.p99_ms"] ?? 1);
  const nothing = { ack: latency, lateness: latency, held: latency, uncertain: [], failures: {} };
  const shares = serverShare === undefined ? {} : { server: serverShare };
  return {
    round: number,
    calm: { figures, totals, findings, latency, published: { sent: 1, ...nothing } },
    saturated: { figures: {}, totals, findings: [], shares },
  };
}

function rounds(...all: Parts[]): ThreadRound[] {
  return all.map((parts, index) => round(index + 1, parts));
}

const p99 = (ms: number, perS: number): Parts => ({
  figures: { "latency.p99_ms": ms, deliveries_per_second: perS },
});

test("threadMetrics() divides by one thread's figure in the same round", () => {
  const metrics = threadMetrics(
    new Map([
      [1, rounds(p99(10, 1e6), p99(30, 5e5), p99(12, 1e6))],
      [4, rounds(p99(5, 3e6), p99(15, 1.5e6), p99(6, 3e6))],
    ]),
  );
  for (const end of ["", ".low", ".high"]) {
    expect(metrics[`threads_4_to_1.latency_p99_ratio${end}`]).toEqual({
      value: 0.5,
      unit: "×",
      better: "lower",
      samples: 3,
    });
  }
  expect(metrics["threads_4_to_1.speedup_ratio"]).toMatchObject({ value: 3, better: "higher" });
  expect(metrics["threads_4.deliveries_per_second"]?.value).toBe(3e6);
  expect(Object.keys(metrics).filter((name) => name.startsWith("threads_1_to"))).toEqual([]);
});

test("threadMetrics() has no interval of one round, and no ratio to rounds that are missing", () => {
  const one = rounds(p99(10, 1e6));
  const metrics = threadMetrics(
    new Map([
      [1, one],
      [2, rounds(p99(5, 2e6))],
      [4, []],
    ]),
  );
  expect(metrics["threads_2_to_1.speedup_ratio"]?.value).toBe(2);
  expect(metrics).not.toHaveProperty(["threads_2_to_1.speedup_ratio.low"]);
  expect(Object.keys(metrics).some((name) => name.startsWith("threads_4"))).toBe(false);
  const alone = threadMetrics(
    new Map([
      [1, []],
      [2, one],
    ]),
  );
  expect(Object.keys(alone).some((name) => name.includes("_to_1"))).toBe(false);
});

test("a lost event counts as infinitely late, and in the account of all rounds", () => {
  const all = new Map([[1, rounds({ ...p99(5, 1e6), lost: 50 })]]);
  expect(threadMetrics(all)["threads_1.latency.p99_ms"]?.value).toBeNull();
  expect(totalsOf(all)).toEqual({ received: 100, lost: 100, duplicated: 0, outOfOrder: 0 });
});

test("threadFindings() tells each finding once with its rounds, and keeps that it is invalid", () => {
  const [late, slow] = [caution("5 ms late", "wait"), invalid("too slow", "hurry")];
  const found = threadFindings(
    new Map([[2, rounds({ findings: [late] }, { findings: [late, slow] })]]),
  );
  expect(found).toEqual([
    { isInvalid: false, warning: "2 threads: one at a time: 5 ms late: wait (rounds 1, 2)" },
    { isInvalid: true, warning: "2 threads: one at a time: too slow: hurry (round 2)" },
  ]);
});

test("threadFindings() says where the hub had cores left while saturated", () => {
  const found = threadFindings(
    new Map([
      [1, rounds({ serverShare: 0.9 })],
      [4, rounds({ serverShare: 1.5 })],
    ]),
  );
  expect(found.map(({ warning }) => warning)).toEqual([
    expect.stringContaining("the hub used only 1.5 cores with 4 threads: clients, publishers"),
  ]);
});
