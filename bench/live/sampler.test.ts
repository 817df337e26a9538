import { expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency.ts";
import { sampleEverySecond, type Sample } from "./sampler.ts";

/** A sampler with a manual clock, and the samples it has taken. */
function sampled() {
  const told: unknown[] = [];
  let nowMs = 500;
  let tick = () => {};
  let isStopped = false;
  const progress = sampleEverySecond(
    { scenario: "fan-out", transport: "ws" },
    [(sample) => told.push(figures(sample))],
    {
      nowMs: () => nowMs,
      dateMs: () => 1_000_000 + nowMs,
      every: (_, call) => {
        tick = call;
        return () => (isStopped = true);
      },
    },
  );
  const pass = (ms: number) => {
    nowMs += ms;
    tick();
  };
  return { progress, pass, told, isStopped: () => isStopped };
}

function figures({ latency, latencySoFar, counts, ...others }: Sample) {
  const maxima = [latency, latencySoFar].map((histogram) => histogram.percentileMs(100));
  return { ...others, received: counts?.received, maxima };
}

function measured(ms: number): LatencyHistogram {
  const histogram = new LatencyHistogram();
  histogram.record(ms);
  return histogram;
}

function countsOf(received: number) {
  return { connections: 2, open: 2, failed: 0, recovered: 0, received };
}

test("a sample has what arrived since the previous one, and what arrived in total", () => {
  const { progress, pass, told, isStopped } = sampled();
  progress.show("opening clients");
  pass(1_000);
  progress.show("publishing");
  progress.expect(10_000);
  progress.count(countsOf(7));
  progress.add(measured(20));
  pass(1_000);
  progress.count(countsOf(9));
  progress.add(measured(10));
  pass(1_000);
  expect(isStopped()).toBe(false);
  progress.done();
  expect(isStopped()).toBe(true);
  const part = { scenario: "fan-out", transport: "ws", isLast: false };
  expect(told).toEqual([
    {
      ...part,
      atMs: 1_001_500,
      elapsedMs: 1_000,
      leftMs: undefined,
      phase: "opening clients",
      received: undefined,
      deliveries: 0,
      maxima: [null, null],
    },
    {
      ...part,
      atMs: 1_002_500,
      elapsedMs: 2_000,
      leftMs: 9_000,
      phase: "publishing",
      received: 7,
      deliveries: 7,
      maxima: [20, 20],
    },
    {
      ...part,
      atMs: 1_003_500,
      elapsedMs: 3_000,
      leftMs: 8_000,
      phase: "publishing",
      received: 9,
      deliveries: 2,
      maxima: [10, 20],
    },
    {
      ...part,
      atMs: 1_003_500,
      elapsedMs: 3_000,
      leftMs: 8_000,
      phase: "publishing",
      isLast: true,
      received: 9,
      deliveries: 0,
      maxima: [null, 20],
    },
  ]);
});

test("new clients, which have received less than the previous ones, start from zero", () => {
  const { progress, pass, told } = sampled();
  progress.count(countsOf(100));
  pass(1_000);
  progress.count(countsOf(40));
  pass(1_000);
  expect(told).toEqual([
    expect.objectContaining({ deliveries: 100 }),
    expect.objectContaining({ deliveries: 40 }),
  ]);
});
