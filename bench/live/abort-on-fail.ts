/** Ends a run as soon as a threshold fails that can be checked during the run. */

import type { ScenarioResult, ThresholdOutcome } from "../result/result.ts";
import { isMet, type Threshold } from "../threshold.ts";
import type { OnSample, Sample } from "./sampler.ts";

/** Percentiles of the first few events mean little: they are judged after this many seconds with events. */
const SETTLING_SECONDS = 2;

export class AbortOnFail {
  readonly #knownIn: (scenario: string) => readonly string[];
  readonly #controller = new AbortController();
  #failed: ThresholdOutcome | undefined;

  /** `knownIn` lists the metrics that a scenario knows before it ends. */
  constructor(knownIn: (scenario: string) => readonly string[]) {
    this.#knownIn = knownIn;
  }

  /** Aborted when a threshold has failed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get hasFailed(): boolean {
    return this.#failed !== undefined;
  }

  /** Judges these thresholds by the samples of one scenario. */
  judging(thresholds: readonly Threshold[]): OnSample {
    let secondsWithEvents = 0;
    return (sample) => {
      if (sample.isLast || this.hasFailed || thresholds.length === 0) return;
      if (sample.latency.count > 0) secondsWithEvents += 1;
      const known = this.#knownIn(sample.scenario);
      const judged = thresholds.filter(({ metric }) => known.includes(metric));
      this.#failed = failedOf(judged, sample, secondsWithEvents > SETTLING_SECONDS);
      if (this.hasFailed) this.#controller.abort();
    };
  }

  /** The outcomes, except that the threshold that ended the run stays failed, whatever came later. */
  overrule(outcomes: readonly ThresholdOutcome[]): ThresholdOutcome[] {
    const failed = this.#failed;
    return outcomes.map((outcome) =>
      outcome.expression === failed?.expression && outcome.scenario === failed.scenario
        ? failed
        : outcome,
    );
  }

  /** The results, with the reason added to the one that was cut short. */
  explain(results: readonly ScenarioResult[]): ScenarioResult[] {
    const failed = this.#failed;
    if (failed === undefined) return [...results];
    const value = failed.value?.toLocaleString("en", { maximumFractionDigits: 3 });
    const warning = `Ended early by --abort-on-fail: ${failed.expression} had failed, at ${value}`;
    return results.map((result) =>
      result.partial ? { ...result, warnings: [...result.warnings, warning] } : result,
    );
  }
}

function failedOf(
  thresholds: readonly Threshold[],
  { scenario, latencySoFar, counts }: Sample,
  isSettled: boolean,
): ThresholdOutcome | undefined {
  const latencies = isSettled ? Object.entries(latencySoFar.metrics("latency")) : [];
  const values = new Map(latencies.map(([name, { value }]) => [name, value]));
  values.set("failed", counts?.failed ?? null);
  return thresholds
    .map((threshold) => {
      const value = values.get(threshold.metric) ?? null;
      // What has not been measured yet has not failed.
      const isStillMet = value === null || isMet(threshold, value);
      return { expression: threshold.expression, scenario, value, isMet: isStillMet };
    })
    .find((outcome) => !outcome.isMet);
}
