import { expect, test } from "bun:test";
import { sampleComparison } from "../report/comparison.fixture.ts";
import { readThreshold, type Threshold } from "../threshold.ts";
import { exitCodeOf, missedBy } from "./command.ts";

const CPU = "server.cpu_us_per_delivery";

function thresholds(...expressions: string[]): Threshold[] {
  return expressions.flatMap((expression) => readThreshold(expression) ?? []);
}

test("missedBy() names the thresholds that the head does not meet", () => {
  const cpu = sampleComparison.metrics.find(({ name }) => name === CPU)?.head ?? Number.NaN;
  const expressions = [`${CPU}<${cpu + 1}`, `${CPU}<${cpu}`, "lost==0"];
  expect(missedBy(sampleComparison, thresholds(...expressions))).toEqual([`${CPU}<${cpu}`]);
});

test("missedBy() includes a threshold on a metric that no round has", () => {
  const metrics = sampleComparison.metrics.map((metric) => ({ ...metric, head: null }));
  expect(missedBy({ metrics }, thresholds(`${CPU}<1000000`))).toEqual([`${CPU}<1000000`]);
});

const pair = sampleComparison.rounds.slice(0, 1);

test.each([
  ["a pass", { verdict: "pass" }, false, false, 0],
  ["a pass that misses a threshold", { verdict: "pass" }, false, true, 99],
  ["a regression", { verdict: "regressed" }, false, false, 99],
  ["an inconclusive comparison", { verdict: "inconclusive" }, false, false, 0],
  ["an inconclusive one with --strict", { verdict: "inconclusive" }, true, false, 4],
  ["an inconclusive one that misses a threshold", { verdict: "inconclusive" }, true, true, 99],
  ["an interrupted one", { verdict: "pass", isPartial: true }, false, true, 3],
  ["one without a round that counts", { verdict: "pass", rounds: [] }, true, true, 3],
] as const)("exitCodeOf() %s", (_what, changes, isStrict, hasMissed, code) => {
  const comparison = { isPartial: false, rounds: pair, ...changes };
  expect(exitCodeOf(comparison, isStrict, hasMissed)).toBe(code);
});
