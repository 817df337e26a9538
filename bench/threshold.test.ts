import { expect, test } from "bun:test";
import { lower, type ScenarioResult } from "./result/result.ts";
import { judge, readThreshold, type Threshold, usualThresholds } from "./threshold.ts";

const scenario: ScenarioResult = {
  name: "fan-out",
  target: "own hub",
  transport: "sse",
  valid: true,
  partial: false,
  config: { connections: 1, rate: 1, durationS: 1, sizeBytes: 100, workers: 1 },
  warnings: [],
  metrics: {
    "latency.p99_ms": lower(50, "ms"),
    lost: lower(0, "events"),
    never: lower(null, "ms"),
  },
  histograms: {},
  series: {},
};

function verdict(expression: string): boolean {
  const threshold: Threshold | undefined = readThreshold(expression);
  if (threshold === undefined) throw new Error(`not read: ${expression}`);
  return judge([threshold], [scenario]).every(({ isMet }) => isMet);
}

test.each([
  ["latency.p99_ms<50", false, "the limit itself is not below it"],
  ["latency.p99_ms<=50", true, ""],
  ["latency.p99_ms < 50.5", true, "blanks and fractions are allowed"],
  ["latency.p99_ms>49", true, ""],
  ["latency.p99_ms>=51", false, ""],
  ["lost==0", true, ""],
  ["latency.p98_ms<50", false, "a name that no scenario has must not pass"],
  ["never<50", false, "a metric without a value does not meet a threshold"],
])("judge() says of %s: %p %s", (expression, isMet) => expect(verdict(expression)).toBe(isMet));

test.each(["", "latency", "latency.p99_ms", "latency<fast", "<5", "a<5<6"])(
  "readThreshold(%j) is undefined",
  (text) => expect(readThreshold(text)).toBeUndefined(),
);

test("usualThresholds() ask that the bench's own hub loses nothing, unless another limit is asked for", () => {
  const limit = readThreshold("lost<10");
  if (limit === undefined) throw new Error("not read");
  const names = (result: ScenarioResult, asked: Threshold[] = []) =>
    usualThresholds(result, asked).map(({ expression }) => expression);
  expect(names(scenario)).toEqual(["lost==0"]);
  expect(names(scenario, [limit])).toEqual([]);
  expect(names({ ...scenario, target: "http://127.0.0.1:3000/" })).toEqual([]);
  expect(names({ ...scenario, metrics: {} })).toEqual([]);
});
