import { expect, test } from "bun:test";
import {
  BENCH_PROGRESS_TYPE,
  BENCH_RESULT_TYPE,
  type BenchProgress,
  type KeptBenchEvent,
} from "#protocol";
import { BenchRun } from "./bench-run.ts";

const progress: BenchProgress = {
  scenario: "fan-out",
  phase: "publishing",
  elapsedMs: 3_000,
  leftMs: null,
  connections: 100,
  open: 90,
  failed: 0,
  recovered: 5,
  received: 1_000,
  deliveriesPerSecond: 500,
  p50Ms: 1,
  p90Ms: 2,
  p99Ms: 3,
  maxMs: null,
};

const outcome = {
  scenario: "fan-out",
  headline: "fan-out: …",
  findings: ["0 lost"],
  isValid: true,
};

let ids = 0;
const event = (type: string, told: unknown, atMs: number): KeptBenchEvent => ({
  id: `e-${++ids}`,
  type,
  data: JSON.stringify(told),
  atMs,
});

test("BenchRun keeps each second of a run as a row to draw", () => {
  const run = new BenchRun();
  run.take(event(BENCH_PROGRESS_TYPE, progress, 1_000));
  run.take(event(BENCH_PROGRESS_TYPE, { ...progress, open: 100 }, 2_000));
  expect(run.snapshot.progress?.open).toBe(100);
  expect(run.store.valueNear("open", 2_000)).toBe(100);
  expect(run.store.valueNear("recovered", 2_000)).toBe(5);
  expect(run.store.valueNear("p99Ms", 1_000)).toBe(3);
  expect(run.store.valueNear("maxMs", 1_000)).toBeUndefined();
});

test("BenchRun keeps the results, newest first, and a result ends the progress", () => {
  const run = new BenchRun();
  run.take(event(BENCH_PROGRESS_TYPE, progress, 1_000));
  run.take(event(BENCH_RESULT_TYPE, outcome, 2_000));
  run.take(event(BENCH_RESULT_TYPE, { ...outcome, scenario: "reconnect" }, 3_000));
  expect(run.snapshot.progress).toBeUndefined();
  expect(run.snapshot.outcomes.map(({ scenario }) => scenario)).toEqual(["reconnect", "fan-out"]);
});

test.each([
  [BENCH_PROGRESS_TYPE, null],
  [BENCH_PROGRESS_TYPE, { ...progress, open: "many" }],
  [BENCH_PROGRESS_TYPE, { ...progress, phase: undefined }],
  [BENCH_RESULT_TYPE, { scenario: "x", headline: "x", findings: [1], isValid: true }],
  ["message", progress],
])("BenchRun ignores a %s of %j", (type, data) => {
  const run = new BenchRun();
  run.take(event(type, data, 1_000));
  expect([run.snapshot, run.store.count]).toEqual([
    { progress: undefined, progressAtMs: undefined, outcomes: [] },
    0,
  ]);
});

test("BenchRun inserts what came before this page, in order, each event once", () => {
  const seconds = Array.from({ length: 5 }, (_, second) =>
    event(BENCH_PROGRESS_TYPE, { ...progress, open: second }, 1_000 * second),
  );
  const result = event(BENCH_RESULT_TYPE, { ...outcome, scenario: "before" }, 500);
  const run = new BenchRun();
  for (const live of seconds.slice(3)) run.take(live);
  run.merge([result, ...seconds.slice(0, 4)]);
  run.merge(seconds);
  const range = { fromMs: 0, toMs: 5_000 };
  expect(run.store.points("open", range).map(({ y }) => y)).toEqual([0, 1, 2, 3, 4]);
  expect(run.snapshot.progress?.open).toBe(4);
  expect(run.snapshot.outcomes.map(({ scenario }) => scenario)).toEqual(["before"]);
});

test("BenchRun keeps the hub's order, whatever the page's estimate of its clock", () => {
  const results = Array.from({ length: 5 }, (_, index) =>
    event(BENCH_RESULT_TYPE, { ...outcome, scenario: String(index) }, 1_000 * index),
  );
  const names = (run: BenchRun) => run.snapshot.outcomes.map(({ scenario }) => scenario);
  const run = new BenchRun();
  // Its clock is two seconds late.
  for (const live of results.slice(2, 4)) run.take({ ...live, atMs: live.atMs - 2_500 });
  run.merge(results.slice(0, 4));
  expect(names(run)).toEqual(["3", "2", "1", "0"]);
  const early = new BenchRun();
  early.take(results[0] ?? event("", "", 0));
  for (const live of results.slice(3)) early.take({ ...live, atMs: live.atMs - 2_500 });
  // The hub's answer was made before the last one, and it has forgotten the first.
  early.merge(results.slice(1, 4));
  expect(names(early)).toEqual(["4", "3", "2", "1", "0"]);
});

test("BenchRun ignores data that is not JSON", () => {
  const run = new BenchRun();
  run.take({ id: "x", type: BENCH_PROGRESS_TYPE, data: "{", atMs: 1_000 });
  expect(run.snapshot.progress).toBeUndefined();
});

test("BenchRun says when each scenario ran", () => {
  const run = new BenchRun();
  const events = [
    event(BENCH_PROGRESS_TYPE, progress, 1_000),
    event(BENCH_PROGRESS_TYPE, progress, 2_000),
    event(BENCH_RESULT_TYPE, outcome, 3_000),
    event(BENCH_PROGRESS_TYPE, progress, 5_000),
    event(BENCH_PROGRESS_TYPE, { ...progress, scenario: "reconnect" }, 8_000),
  ];
  for (const each of events) run.take(each);
  const spans = [
    { scenario: "fan-out", fromMs: 1_000, toMs: 3_000 },
    { scenario: "fan-out", fromMs: 5_000, toMs: undefined },
    { scenario: "reconnect", fromMs: 8_000, toMs: undefined },
  ];
  expect(run.spans).toEqual(spans);
  run.merge([event(BENCH_RESULT_TYPE, outcome, 500)]);
  expect(run.spans).toEqual(spans);
});
