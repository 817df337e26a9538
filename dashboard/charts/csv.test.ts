import { expect, test } from "bun:test";
import { BenchRun } from "../past/bench-run.ts";
import { BENCH_CLIENTS_PLOT } from "./bench-plots.ts";
import { csvOf } from "./csv.ts";
import { CONNECTIONS_PLOT, LATENCY_PLOT } from "./plots.ts";
import { latencyOf, sampleAt } from "../past/samples.fixture.ts";
import { HubStore } from "../past/hub-store.ts";

const RANGE = { fromMs: 2_000, toMs: 4_000 };

test("csvOf() has a row for each second of the range, in UTC", () => {
  const store = new HubStore(10);
  for (const second of [1, 2, 3, 5]) {
    store.append(sampleAt(second * 1000, { connections: second, webSockets: 1 }));
  }
  expect(csvOf(CONNECTIONS_PLOT, store, RANGE, "canary")).toBe(
    "time,connections,eventStreams,webSockets\r\n1970-01-01T00:00:02.000Z,2,1,1\r\n1970-01-01T00:00:03.000Z,3,2,1\r\n",
  );
});

test("csvOf() leaves a cell empty where nothing was measured, and names the latency that is shown", () => {
  const store = new HubStore(10);
  store.append(sampleAt(2_000), { ...latencyOf(7), count: 100 });
  expect(csvOf(LATENCY_PLOT, store, RANGE, "page").split("\r\n")).toEqual([
    "time,page.p50Ms,page.p90Ms,page.p99Ms,page.p999Ms,page.maxMs",
    "1970-01-01T00:00:02.000Z,7,7,7,,7",
    "",
  ]);
});

test("csvOf() of a bench's run has the run's own columns", () => {
  const { store } = new BenchRun();
  store.push(2_000, [90, 5, 500, 1, 2, 3, 4, 6]);
  expect(csvOf(BENCH_CLIENTS_PLOT, store, RANGE, "canary")).toBe(
    "time,open,recovered\r\n1970-01-01T00:00:02.000Z,90,5\r\n",
  );
  // @ts-expect-error: the run has no connections of a hub.
  expect(csvOf(CONNECTIONS_PLOT, store, RANGE, "canary")).toBe(
    "time,connections,eventStreams,webSockets\r\n1970-01-01T00:00:02.000Z,,,\r\n",
  );
});
