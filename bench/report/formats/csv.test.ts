import { expect, test } from "bun:test";
import { csvReport } from "./csv.ts";
import { sampleResult, sampleScenario } from "../result.fixture.ts";

test("csvReport() has a record for each value of each series, in order", () => {
  const lines = csvReport(sampleResult).split("\r\n");
  expect(lines.slice(0, 4)).toEqual([
    "scenario,series,step_ms,index,seconds,value",
    "reconnect,latency.p50_ms,1000,0,0,50",
    "reconnect,latency.p50_ms,1000,1,1,",
    "reconnect,latency.p50_ms,1000,2,2,51",
  ]);
  expect(lines).toHaveLength(1 + 4 * 3 + 1);
  expect(lines.at(-1)).toBe("");
});

test("csvReport() counts seconds by the series' own step", () => {
  const series = { arrivals: { stepMs: 100, values: [7, 8] } };
  const text = csvReport({ ...sampleResult, scenarios: [sampleScenario({ series })] });
  expect(text).toContain("reconnect,arrivals,100,1,0.1,8\r\n");
});

test("csvReport() has no seconds for a series that is not over time", () => {
  const series = { "curve.rate_per_second": { stepMs: 0, values: [20, 40] } };
  const text = csvReport({ ...sampleResult, scenarios: [sampleScenario({ series })] });
  expect(text).toContain("reconnect,curve.rate_per_second,0,1,,40\r\n");
});

test.each([
  ["a comma", "a,b", '"a,b"'],
  ["a quote", 'a"b', '"a""b"'],
  ["a line feed", "a\nb", '"a\nb"'],
  ["a carriage return", "a\rb", '"a\rb"'],
  ["nothing special", "a b", "a b"],
])("csvReport() quotes a name with %s as RFC 4180 requires", (_what, name, cell) => {
  const series = { events: { stepMs: 1_000, values: [1] } };
  const text = csvReport({ ...sampleResult, scenarios: [sampleScenario({ name, series })] });
  expect(text.split("\r\n").slice(1).join("\r\n")).toBe(`${cell},events,1000,0,0,1\r\n`);
});

test("csvReport() of a result without series is only the header", () => {
  expect(csvReport({ ...sampleResult, scenarios: [] }).split("\r\n")).toHaveLength(2);
});
