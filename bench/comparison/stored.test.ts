import { expect, test } from "bun:test";
import { sampleComparison } from "../report/comparison.fixture.ts";
import { sampleResult } from "../report/result.fixture.ts";
import { measuredOf } from "./stored.ts";

test("measuredOf() of a comparison is the head, with one value per round", () => {
  const [head, ...more] = measuredOf({ kind: "comparison", comparison: sampleComparison });
  expect(more).toEqual([]);
  expect(head?.metrics["server.cpu_us_per_delivery"]?.value).toBe(11);
  expect(head?.rounds["server.cpu_us_per_delivery"]).toHaveLength(12);
  // The rate was not reached in one round.
  expect(head?.rounds["rate_at_objective.events_per_second"]).toHaveLength(11);
  expect(head?.rounds.lost).toBeUndefined();
});

test("measuredOf() of a result takes a series without time that is named like a metric as rounds", () => {
  const [scenario] = sampleResult.scenarios;
  if (scenario === undefined) throw new Error("one scenario");
  const series = {
    deliveries_per_second: { stepMs: 0, values: [1, null, 3] },
    "latency.p99_ms": { stepMs: 1_000, values: [1, 2] },
    "curve.latency.p99_ms": { stepMs: 0, values: [1, 2] },
  };
  const result = { ...sampleResult, scenarios: [{ ...scenario, series }] };
  expect(measuredOf({ kind: "result", result })[0]?.rounds).toEqual({
    deliveries_per_second: [1, 3],
  });
});
