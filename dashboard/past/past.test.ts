import { expect, test } from "bun:test";
import { HubPast, valueAt } from "./past.ts";
import { historyOf, latencyOf, sampleAt } from "./samples.fixture.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A hub that has lived for some hours, of which it keeps one in seconds: its connections tell the time. */
function pastOf(hours: number): HubPast {
  const past = new HubPast();
  const at = (ms: number) => sampleAt(ms, { connections: ms });
  past.merge({
    seconds: historyOf(
      Array.from({ length: 3_600 }, (_, row) => at((hours - 1) * HOUR_MS + (row + 1) * 1_000)),
    ),
    minutes: historyOf(Array.from({ length: hours * 60 }, (_, row) => at((row + 1) * MINUTE_MS))),
  });
  return past;
}

test.each([
  ["a short range now", 6, 5 * HOUR_MS + 50 * MINUTE_MS, 6 * HOUR_MS, "seconds"],
  ["all of the last hour", 6, 5 * HOUR_MS, 6 * HOUR_MS, "seconds"],
  ["more than that", 6, 4 * HOUR_MS, 6 * HOUR_MS, "minutes"],
  ["a short range long ago", 6, 2 * HOUR_MS, 2 * HOUR_MS + MINUTE_MS, "minutes"],
  ["a day of a young hub", 1, -23 * HOUR_MS, HOUR_MS, "seconds"],
] as const)("storeFor() %s", (_, hours, fromMs, toMs, resolution) => {
  const past = pastOf(hours);
  expect(past.storeFor({ fromMs, toMs })).toBe(past[resolution]);
});

test("a page without history draws the seconds it hears of", () => {
  const past = new HubPast();
  past.seconds.append(sampleAt(HOUR_MS));
  expect(past.storeFor({ fromMs: 0, toMs: HOUR_MS })).toBe(past.seconds);
  expect(past.oldestAtMs).toBe(HOUR_MS);
});

test("valueAt() is the newest second without a crosshair, and the row under it with one", () => {
  const past = pastOf(6);
  const range = { fromMs: 0, toMs: 6 * HOUR_MS };
  past.seconds.append(sampleAt(6 * HOUR_MS + 1_000, { connections: 7 }));
  const later = { ...range, toMs: 6 * HOUR_MS + 1_000 };
  expect(valueAt(past, "connections", later, undefined)).toBe(7);
  expect(valueAt(past, "connections", later, 3 * HOUR_MS + 1)).toBe(3 * HOUR_MS);
});

test("merge() leaves out percentiles of too few samples, as the stream's rows do", () => {
  const past = new HubPast();
  const { latency } = sampleAt(0);
  const few = { ...latencyOf(5), count: 50 };
  const sample = sampleAt(1_000, { latency: { ...latency, canary: few, eventLoop: latencyOf(9) } });
  past.merge({ seconds: historyOf([sample]), minutes: historyOf([]) });
  const valueOf = (field: "p50Ms" | "p90Ms" | "p99Ms" | "p999Ms" | "maxMs") => [
    past.seconds.valueNear(`canary.${field}`, 1_000),
    past.seconds.valueNear(`eventLoop.${field}`, 1_000),
  ];
  expect(valueOf("p90Ms")).toEqual([5, 9]);
  expect(valueOf("p99Ms")).toEqual([undefined, 9]);
  expect(valueOf("p999Ms")).toEqual([undefined, 9]);
  expect(valueOf("maxMs")).toEqual([5, 9]);
});

test("merge() works out the event streams, and has a line for each thread of a hub with several", () => {
  const past = new HubPast();
  const sample = sampleAt(1_000, { connections: 9, webSockets: 4 });
  const threads = [{ connections: 7 }, { connections: 2 }];
  past.merge({ seconds: historyOf([sample]), minutes: historyOf([]) });
  past.seconds.append({ ...sample, atMs: 2_000, threads });
  const at = (column: "eventStreams" | "threads.0.connections" | "threads.1.connections") =>
    [1_000, 2_000].map((atMs) => past.seconds.valueNear(column, atMs));
  expect(at("eventStreams")).toEqual([5, 5]);
  expect(at("threads.0.connections")).toEqual([undefined, 7]);
  expect(at("threads.1.connections")).toEqual([undefined, 2]);
  const again = new HubPast();
  again.merge({ seconds: historyOf([{ ...sample, threads }]), minutes: historyOf([]) });
  expect(again.seconds.valueNear("threads.1.connections", 1_000)).toBe(2);
});

test("the marks of drains outlive the rows' changes, and the newest are kept", () => {
  const past = new HubPast();
  for (let atMs = 1; atMs <= 150; atMs++) past.noteDrain(atMs);
  past.seconds.clear();
  expect(past.drainsMs).toHaveLength(100);
  expect(past.drainsMs.at(-1)).toBe(150);
});
