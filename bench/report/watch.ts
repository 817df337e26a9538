/**
 * Publishes the run's progress to a hub once a second, as ordinary events that its dashboard draws. Events
 * that fail to arrive are dropped: the run neither waits nor fails because of them.
 */

import {
  BENCH_PROGRESS_TYPE,
  BENCH_RESULT_TYPE,
  BENCH_TOPIC,
  type BenchOutcome,
  type BenchProgress,
} from "#protocol";
import type { ScenarioResult } from "../result/result.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { Progress, ProgressCounts } from "./progress-state.ts";
import { findings, headline } from "./summary.ts";

const EVERY_MS = 1_000;
const NO_CLIENTS: ProgressCounts = {
  connections: 0,
  open: 0,
  failed: 0,
  recovered: 0,
  received: 0,
};

/** Publishes one event's JSON; it may fail. */
export type Tell = (type: string, told: BenchProgress | BenchOutcome) => void;

/** Publishes to the hub at this address; failures are ignored. */
export function tellHub(hub: URL): Tell {
  const url = new URL("/events", hub);
  return (type, told) => {
    const body = JSON.stringify({ topic: BENCH_TOPIC, type, data: JSON.stringify(told) });
    const headers = { "content-type": "application/json" };
    fetch(url, { method: "POST", headers, body }).catch(() => {});
  };
}

/** Publishes a scenario's progress once a second until `done`. */
export function progressToHub(scenario: string, tell: Tell): Required<Progress> & { done(): void } {
  const startMs = performance.now();
  const latency = new LatencyHistogram();
  let phase = "";
  let endMs: number | undefined;
  let counts = NO_CLIENTS;
  let before = 0;
  const timer = setInterval(() => {
    const at = (percentile: number) => latency.percentileMs(percentile);
    const nowMs = performance.now();
    tell(BENCH_PROGRESS_TYPE, {
      scenario,
      phase,
      elapsedMs: nowMs - startMs,
      leftMs: endMs === undefined ? null : Math.max(0, endMs - nowMs),
      ...counts,
      deliveriesPerSecond: Math.max(0, counts.received - before),
      p50Ms: at(50),
      p90Ms: at(90),
      p99Ms: at(99),
      maxMs: at(100),
    });
    before = counts.received;
    latency.reset();
  }, EVERY_MS);
  return {
    show: (line) => (phase = line),
    count: (now) => (counts = now),
    add: (measured) => latency.add(measured),
    expect: (restMs) => (endMs = performance.now() + restMs),
    done: () => clearInterval(timer),
  };
}

/** Publishes the outcome of a scenario. */
export function resultToHub(result: ScenarioResult, tell: Tell): void {
  tell(BENCH_RESULT_TYPE, {
    scenario: result.name,
    headline: headline(result),
    findings: [...findings(result), ...result.warnings],
    isValid: result.valid,
  });
}

/** Passes everything on to both. */
export function bothOf(
  one: Required<Progress> & { done(): void },
  other: Required<Progress> & { done(): void },
): Required<Progress> & { done(): void } {
  const both = [one, other];
  return {
    show: (line) => both.forEach((progress) => progress.show(line)),
    count: (counts) => both.forEach((progress) => progress.count(counts)),
    add: (latency) => both.forEach((progress) => progress.add(latency)),
    expect: (restMs) => both.forEach((progress) => progress.expect(restMs)),
    done: () => both.forEach((progress) => progress.done()),
  };
}
