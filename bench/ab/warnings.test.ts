import { expect, test } from "bun:test";
import type { MetricVerdict } from "../comparison/comparison.ts";
import { sampleComparison } from "../report/comparison.fixture.ts";
import { SPEED } from "../comparison/speed-limit.ts";
import { DEFAULT_METRICS, type MetricRule } from "../comparison/metrics.ts";
import { measuredRules, rulesFor, unmeasured } from "./rules.ts";
import type { ComparedSide } from "../servers/server.ts";
import { notTaken } from "../load/validity.ts";
import { comparisonWarnings } from "./warnings.ts";

function side(name: string, rest: Partial<ComparedSide> = {}): ComparedSide {
  const start = () => Promise.reject(new Error("not in this test"));
  return { side: { name }, isForeign: false, warnings: [], start, ...rest };
}

const outcome = {
  rounds: [{ base: {}, head: {} }],
  dropped: [],
  told: [],
  elapsedMs: 0,
  isEnough: true,
};
const context = {
  sides: { base: side("a"), head: side("b") },
  outcome,
  unmeasured: [],
  metrics: [],
  isInterrupted: false,
  cores: { isOneCore: false },
  budgetS: 600,
};

test("comparisonWarnings() is empty if all is well", () => {
  expect(comparisonWarnings(context)).toEqual([]);
});

test("comparisonWarnings() reports a repeated warning once, with how many rounds of which side had it", () => {
  const told = [
    { side: "base", warnings: [{ warning: "the server used only 20 ms" }] },
    { side: "head", warnings: [{ warning: "the server used only 30 ms" }, { warning: "slow" }] },
    { side: "head", warnings: [{ warning: "the server used only 40 ms" }] },
  ] as const;
  const rounds = [1, 2].map(() => ({ base: {}, head: {} }));
  expect(comparisonWarnings({ ...context, outcome: { ...outcome, rounds, told } })).toEqual([
    "the server used only 20 ms (base in 1, head in 2 of 2 rounds)",
    "slow (head in 1 of 2 rounds)",
  ]);
});

test("comparisonWarnings() adds up what was refused, apart by reason, and counts a round once", () => {
  const told = [
    { side: "head", warnings: [notTaken(2, "answered 503"), notTaken(300, "answered 503")] },
    { side: "head", warnings: [notTaken(40, "answered 503"), notTaken(1, "answered 500")] },
  ] as const;
  const rounds = [1, 2].map(() => ({ base: {}, head: {} }));
  expect(comparisonWarnings({ ...context, outcome: { ...outcome, rounds, told } })).toEqual([
    expect.stringMatching(
      /did not accept 342 publishes \(answered 503\).*\(head in 2 of 2 rounds\)/,
    ),
    expect.stringMatching(/did not accept 1 publish \(answered 500\).*\(head in 1 of 2 rounds\)/),
  ]);
});

test("comparisonWarnings() covers the sides, the end, unmeasured metrics and dropped pairs", () => {
  const one = { name: "HEAD", commit: "abc" };
  const dropped = [
    { base: {}, head: {}, reasons: ["steal"] },
    { base: {}, head: {}, reasons: ["steal"] },
  ];
  const warnings = comparisonWarnings({
    ...context,
    sides: {
      base: side("HEAD", { side: one, warnings: ["old"] }),
      head: side("HEAD", { side: one }),
    },
    outcome: { ...outcome, dropped, isEnough: false },
    unmeasured: ["deliveries_per_second"],
  });
  expect(warnings).toEqual([
    "base: old",
    "base and head are the same revision: only noise can differ, so name another --base",
    expect.stringContaining("the budget of 600 s ran out"),
    "not measured here, so not judged: deliveries_per_second",
    expect.stringContaining("2 pairs were dropped and only 1 kept"),
  ]);
});

test("comparisonWarnings() names the gated metrics whose pairs resemble their neighbours", () => {
  const [, , cpu] = sampleComparison.metrics;
  if (cpu?.ratio === undefined) throw new Error("a ratio");
  const { ratio } = cpu;
  const drifting = (name: string, isGated: boolean, autocorrelation: number): MetricVerdict => {
    return { ...cpu, name, isGated, ratio: { ...ratio, autocorrelation } };
  };
  const [drift = "", ...rest] = comparisonWarnings({
    ...context,
    metrics: [drifting("a", true, 0.41), drifting("b", true, 0.3), drifting("c", false, 0.9)],
  });
  expect(drift).toContain("(lag-1 autocorrelation above 0.3: a 0.41)");
  expect(rest).toEqual([]);
});

const CPU = "server.cpu_us_per_delivery";
const rounds = [{ base: { lost: 0, duplicated: 0 }, head: { lost: 0 } }];

test("measuredRules() leaves out what neither side has, unless the gate names it", () => {
  const names = (gate?: readonly string[]) =>
    measuredRules(rulesFor(gate), rounds, gate).map(({ name }) => name);
  expect(names()).toEqual(["lost", "duplicated"]);
  expect(names([CPU])).toEqual(["lost", "duplicated", CPU]);
});

/** A round at full speed, with the cores that the server and the bench used. */
const atFullSpeed = (server: number, bench: number) => ({
  [SPEED]: 1_000,
  "saturated.server_cpu_share": server,
  "saturated.client_cpu_share": bench / 2,
  "saturated.publisher_cpu_share": bench / 2,
});

test.each([
  ["advisory where they are the bench's own speed", atFullSpeed(0.38, 1), undefined, false],
  ["gated where the head lets the bench wait", atFullSpeed(0.2, 0.5), undefined, true],
  ["gated where the head needs its core", atFullSpeed(1, 0.6), undefined, true],
  ["gated for whoever says so", atFullSpeed(0.38, 1), [SPEED], true],
])("measuredRules(): deliveries a second are %s", (_how, head, gate, isGated) => {
  const pairs = [{ base: atFullSpeed(0.38, 1), head }];
  const found = measuredRules(rulesFor(gate), pairs, gate).find(({ name }) => name === SPEED);
  expect(found?.isGated).toBe(isGated);
});

test("measuredRules() leaves out what is 0 on both sides in every pair, but no count", () => {
  const RATE = "rate_at_objective.events_per_second";
  const zero = { lost: 0, [CPU]: 0, [RATE]: 0 };
  const names = (head: number) =>
    measuredRules(
      rulesFor(undefined),
      [{ base: zero, head: { ...zero, [RATE]: head } }],
      undefined,
    ).map(({ name }) => name);
  expect(names(0)).toEqual(["lost"]);
  expect(names(5)).toEqual(["lost", RATE]);
  expect(unmeasured(rulesFor(["lost", RATE]), [{ base: zero, head: zero }])).toEqual([RATE]);
});

test("rulesFor() of a gate changes nothing but what can fail", () => {
  const asUsual = (rules: readonly MetricRule[]) =>
    rules.map((rule) => ({ ...rule, isGated: undefined }));
  expect(asUsual(rulesFor(["lost"]))).toEqual(asUsual(DEFAULT_METRICS));
});

test("rulesFor() gates only what is named", () => {
  const gated = rulesFor(["lost", "latency.p50_ms"]).filter(({ isGated }) => isGated);
  expect(gated.map(({ name }) => name)).toEqual(["lost", "latency.p50_ms"]);
});

test("unmeasured() names the gated metrics that no round has", () => {
  expect(unmeasured(rulesFor(["lost", CPU]), rounds)).toEqual([CPU]);
});

test("comparisonWarnings() mentions shared cores, unless a server was already running", () => {
  const [shared = "", ...rest] = comparisonWarnings({ ...context, cores: undefined });
  expect(shared).toContain("share cores");
  expect(rest).toEqual([]);
  const sides = { base: side("a", { isForeign: true }), head: side("b") };
  expect(comparisonWarnings({ ...context, sides, cores: undefined })).toEqual([]);
});

test("comparisonWarnings() mentions the two threads of an only core", () => {
  expect(comparisonWarnings({ ...context, cores: { isOneCore: true } })).toEqual([
    expect.stringContaining("two threads of the only core"),
  ]);
});
