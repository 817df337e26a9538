import { expect, test } from "bun:test";
import { MAX_LATENCIES, OwnLatency, PublishTimes, RateMeter } from "./connection-figures.ts";

test("perSecond() is the mean over five seconds, and falls to zero after them", () => {
  const rate = new RateMeter();
  const startMs = 1_700_000_000_000;
  for (let count = 0; count < 50; count++) rate.count(startMs + count * 100);
  expect(rate.perSecond(startMs + 4_900)).toBe(10);
  expect(rate.perSecond(startMs + 7_000)).toBe(5);
  expect(rate.perSecond(startMs + 10_000)).toBe(0);
  expect(rate.perSecond(startMs + 3_600_000)).toBe(0);
});

test("a clock that goes back loses no counts", () => {
  const rate = new RateMeter();
  rate.count(10_000);
  rate.count(8_000);
  expect(rate.perSecond(10_000)).toBe(0.4);
});

test("a latency is known whether the event or the hub's answer comes first", () => {
  const latency = new OwnLatency();
  latency.arrived("a", 110, undefined);
  expect(latency.lastMs).toBeUndefined();
  latency.published("a", 100);
  expect(latency.lastMs).toBe(10);
  latency.published("b", 200);
  latency.arrived("b", 230, 200);
  expect([latency.lastMs, latency.medianMs]).toEqual([30, 10]);
});

test("repeats, events of others and events without an id have no latency", () => {
  const latency = new OwnLatency();
  latency.arrived("a", 110, 100);
  latency.arrived("a", 900, 100);
  latency.arrived("other", 120, undefined);
  latency.arrived("", 130, 100);
  expect([latency.lastMs, latency.medianMs]).toEqual([10, 10]);
});

test("the median is of the latest hundred", () => {
  const latency = new OwnLatency();
  for (let index = 0; index < MAX_LATENCIES * 2; index++) {
    latency.arrived(`e-${index}`, index < MAX_LATENCIES ? 1_000 : 5, 0);
  }
  expect(latency.medianMs).toBe(5);
});

test("PublishTimes forgets the oldest", () => {
  const times = new PublishTimes();
  for (let index = 0; index <= 2_000; index++) times.add(`e-${index}`, index);
  expect([times.sentMs("e-0"), times.sentMs("e-2000")]).toEqual([undefined, 2_000]);
});
