/** What of a stored file, of either kind, can be put beside another: figures, and rounds where there are some. */

import type { Stored } from "../result/read.ts";
import { groupOf } from "../report/tracked.ts";
import type { Environment, Metrics, ScenarioResult } from "../result/result.ts";
import type { Comparison } from "./comparison.ts";
import { DEFAULT_METRICS } from "./metrics.ts";

/** One scenario of a result, or the head of a comparison. */
export interface Measured {
  readonly name: string;
  /** Tells it from others of the same name: the target and the transport. */
  readonly label: string;
  /** What it was asked to do. */
  readonly config: Readonly<Record<string, string | number | undefined>>;
  readonly isValid: boolean;
  /** Whether it was interrupted. */
  readonly isPartial: boolean;
  readonly metrics: Metrics;
  /** How many rounds what is counted is the sum of. */
  readonly roundCount: number;
  /** A value a round, by metric; only of those that have several. */
  readonly rounds: Readonly<Record<string, readonly number[]>>;
  /** The figures, counts aside, that can fail it. */
  readonly gated: ReadonlySet<string>;
}

const COUNTED = new Set(
  DEFAULT_METRICS.flatMap(({ name, kind }) => (kind === "count" ? [name] : [])),
);
const GATED_BY_DEFAULT = new Set(
  DEFAULT_METRICS.flatMap(({ name, isGated, kind }) => (isGated && kind === "ratio" ? [name] : [])),
);

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
  return {
    name,
    label: groupOf(scenario),
    config: { ...config },
    isValid: valid,
    isPartial: partial,
    metrics,
    roundCount: 1,
    rounds: roundsIn(scenario),
    gated: GATED_BY_DEFAULT,
  };
}

/** A series of a step of 0 that is named like a metric has its rounds, one after another. */
function roundsIn({ series = {}, metrics }: ScenarioResult): Measured["rounds"] {
  return Object.fromEntries(
    Object.entries(series).flatMap(([name, { stepMs, values }]) => {
      const known = values.filter((value) => value !== null);
      return stepMs === 0 && name in metrics && known.length > 1 ? [[name, known]] : [];
    }),
  );
}

/** The head: the base is what it was already judged against. */
function headMeasured({ metrics, rounds, config, isPartial }: Comparison): Measured {
  const { connections, rate, durationS, sizeBytes, workers } = config;
  return {
    name: "ab",
    label: "ab",
    config: { connections, rate, durationS, sizeBytes, workers },
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
    gated: new Set(
      metrics.flatMap(({ name, isGated }) => (isGated && !COUNTED.has(name) ? [name] : [])),
    ),
  };
}
