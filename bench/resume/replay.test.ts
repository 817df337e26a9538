import { expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency.ts";
import { DEPTHS } from "./depths.ts";
import { checkReplay, replayMetrics, type ReplayTimes } from "./replay.ts";

function times(...ms: number[]): ReplayTimes {
  const byDepth = new Map(
    DEPTHS.map((depth, index) => {
      const histogram = new LatencyHistogram();
      const time = ms[index];
      if (time !== undefined) histogram.record(time);
      return [depth, histogram] as const;
    }),
  );
  return { byDepth, unanswered: new Map(), wrong: 0 };
}

test("replayMetrics() has each depth, and the deepest over the shallowest", () => {
  const metrics = replayMetrics("replay", times(2, 2, 3, 3, 5));
  expect(metrics["replay.depth_10.p99_ms"]?.value).toBe(3);
  expect(metrics["replay.flatness_ratio"]).toEqual({ value: 2.5, unit: "×", better: "lower" });
});

const [shallowest = { name: "none", share: 0 }] = DEPTHS;

test("replayMetrics() counts clients that got nothing as infinitely late", () => {
  const unanswered = new Map([[shallowest, 1]]);
  const metrics = replayMetrics("replay", { ...times(2, 2, 3, 3, 5), unanswered });
  const name = `replay.${shallowest.name}`;
  expect(metrics[`${name}.p50_ms`]?.value).toBe(2);
  expect(metrics[`${name}.p99_ms`]).toMatchObject({ value: null, samples: 2 });
  expect(metrics["replay.flatness_ratio"]).toBeUndefined();
});

test("replayMetrics() has no flatness while a depth is missing", () => {
  expect(replayMetrics("replay", times(2))["replay.flatness_ratio"]).toBeUndefined();
});

test("checkReplay() accepts complete answers, and otherwise says how many were wrong", () => {
  expect(checkReplay("alone", times(1))).toEqual([]);
  const unanswered = new Map([[shallowest, 2]]);
  const findings = checkReplay("alone", { ...times(1), unanswered, wrong: 3 });
  expect(findings.map(({ isInvalid, warning }) => [isInvalid, warning])).toEqual([
    [true, expect.stringContaining("alone: 2 clients received no event")],
    [true, expect.stringContaining("alone: 3 clients did not continue where they had left off")],
  ]);
});
