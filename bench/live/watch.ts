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
import { labelOf, type OnSample, type Sample } from "./sampler.ts";
import type { Progress, ProgressCounts } from "../report/progress-state.ts";
import { findings, headline } from "../report/summary.ts";

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

/** Tells each sample of a scenario but the last, which its result replaces. */
export function sampleToHub(tell: Tell): OnSample {
  return (sample) => {
    if (!sample.isLast) tell(BENCH_PROGRESS_TYPE, progressOf(sample));
  };
}

/** A sample as it is published. */
export function progressOf(sample: Sample): BenchProgress {
  const { scenario, transport, phase, elapsedMs, leftMs, counts, deliveries, latency } = sample;
  return {
    scenario: labelOf({ scenario, transport }),
    phase,
    elapsedMs,
    leftMs: leftMs ?? null,
    ...(counts ?? NO_CLIENTS),
    deliveriesPerSecond: deliveries,
    p50Ms: latency.percentileMs(50),
    p90Ms: latency.percentileMs(90),
    p99Ms: latency.percentileMs(99),
    p999Ms: latency.percentileMs(99.9),
    maxMs: latency.percentileMs(100),
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
