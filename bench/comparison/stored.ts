/** The comparable part of a stored file of either kind: figures, and rounds if it has any. */

import type { Stored } from "../result/read.ts";
import { groupOf } from "../report/tracked.ts";
import type { Environment, Metrics, ScenarioResult } from "../result/result.ts";
import type { Comparison } from "./comparison.ts";
import { DEFAULT_METRICS } from "./metrics.ts";

/** One scenario of a result, or the head of a comparison. */
export interface Measured {
  readonly name: string;
  /** Distinguishes it from others of the same name: the target and the transport. */
  readonly label: string;
  /** Its configuration. */
  readonly config: Readonly<Record<string, string | number | undefined>>;
  readonly isValid: boolean;
  /** Whether it was interrupted. */
  readonly isPartial: boolean;
  readonly metrics: Metrics;
  /** How many rounds the counts are summed over. */
  readonly roundCount: number;
  /** One value per round, by metric; only for those that have several. */
  readonly rounds: Readonly<Record<string, readonly number[]>>;
  /** In how many rounds it could not be measured, by metric. */
  readonly unmeasured: Readonly<Record<string, number>>;
  /** The figures that can fail it, besides counts. */
  readonly gated: ReadonlySet<string>;
}

const COUNTED = new Set(
  DEFAULT_METRICS.flatMap(({ name, kind }) => (kind === "count" ? [name] : [])),
);
const GATED_BY_DEFAULT = DEFAULT_METRICS.filter(({ isGated, kind }) => isGated && kind === "ratio");

export function environmentOf(stored: Stored): Environment {
  return (stored.kind === "result" ? stored.result : stored.comparison).environment;
}

export function measuredOf(stored: Stored): Measured[] {
  return stored.kind === "result"
    ? stored.result.scenarios.map(scenarioMeasured)
    : [headMeasured(stored.comparison)];
}

function scenarioMeasured(scenario: ScenarioResult): Measured {
  const { name, valid, partial, metrics, config } = scenario;
  const rounds = roundsIn(scenario);
  // The latency of a single run can never be decided.
  const gated = GATED_BY_DEFAULT.filter(({ limit, name: metric }) => !limit || metric in rounds);
  return {
    name,
    label: groupOf(scenario),
    config: { ...config },
    isValid: valid,
    isPartial: partial,
    metrics,
    roundCount: 1,
    rounds,
    unmeasured: unmeasuredIn(scenario),
    gated: new Set(gated.map(({ name: metric }) => metric)),
  };
}

/** A series with a step of 0 that is named like a metric has the metric's rounds in order. */
function roundsIn({ series = {}, metrics }: ScenarioResult): Measured["rounds"] {
  return Object.fromEntries(
    Object.entries(series).flatMap(([name, { stepMs, values }]) => {
      const known = values.filter((value) => value !== null);
      return stepMs === 0 && name in metrics && known.length > 1 ? [[name, known]] : [];
    }),
  );
}

function unmeasuredIn({ series = {} }: ScenarioResult): Measured["unmeasured"] {
  const perRound = Object.entries(series).filter(([, { stepMs }]) => stepMs === 0);
  return Object.fromEntries(
    perRound.map(([name, { values }]) => [name, values.filter((value) => value === null).length]),
  );
}

/** Only the head, since the base is what it was already compared with. */
function headMeasured({ metrics, rounds, config, isPartial }: Comparison): Measured {
  const { connections, rate, durationS, sizeBytes, workers, hubThreads } = config;
  return {
    name: "ab",
    label: "ab",
    config: { connections, rate, durationS, sizeBytes, workers, hubThreads },
    isValid: true,
    isPartial,
    metrics: Object.fromEntries(
      metrics.map(({ name, unit, better, head }) => [name, { value: head, unit, better }]),
    ),
    roundCount: Math.max(1, rounds.length),
    rounds: Object.fromEntries(
      metrics.flatMap(({ name, ratio }) => {
        const values = rounds.flatMap(({ head }) => head[name] ?? []);
        return ratio === undefined || values.length < 2 ? [] : [[name, values]];
      }),
    ),
    // Only rounds in which the base had it: a decided metric is no longer measured.
    unmeasured: Object.fromEntries(
      metrics.map(({ name }) => [
        name,
        rounds.filter(({ base, head }) => name in base && !(name in head)).length,
      ]),
    ),
    gated: new Set(
      metrics.flatMap(({ name, isGated }) => (isGated && !COUNTED.has(name) ? [name] : [])),
    ),
  };
}
