import { expect, test } from "bun:test";
import { csvOf } from "./csv.ts";
import { CONNECTIONS_PLOT, LATENCY_PLOT } from "./plots.ts";
import { latencyOf, sampleAt } from "../past/samples.fixture.ts";
import { SampleStore } from "../past/store.ts";

const RANGE = { fromMs: 2_000, toMs: 4_000 };

test("csvOf() has a row for each second of the range, in UTC", () => {
  const store = new SampleStore(10);
  for (const second of [1, 2, 3, 5]) store.append(sampleAt(second * 1000, { connections: second }));
  expect(csvOf(CONNECTIONS_PLOT, store, RANGE, "canary")).toBe(
    "time,connections\r\n1970-01-01T00:00:02.000Z,2\r\n1970-01-01T00:00:03.000Z,3\r\n",
  );
});

test("csvOf() leaves a cell empty where nothing was measured, and names the latency that is shown", () => {
  const store = new SampleStore(10);
  store.append(sampleAt(2_000), { ...latencyOf(7), count: 100 });
  expect(csvOf(LATENCY_PLOT, store, RANGE, "page").split("\r\n")).toEqual([
    "time,page.p50Ms,page.p90Ms,page.p99Ms,page.p999Ms,page.maxMs",
    "1970-01-01T00:00:02.000Z,7,7,7,,7",
    "",
  ]);
});
