/** Runs a comparison: adds rounds until they are enough for a verdict. */

import {
  type Comparison,
  COMPARISON_SCHEMA_VERSION,
  type ComparisonConfig,
  type MetricVerdict,
  type RoundPair,
} from "../comparison/comparison.ts";
import {
  awaitsConfirmation,
  isSettled,
  judgeRounds,
  overallVerdict,
  undecided,
} from "../comparison/judge.ts";
import {
  isFirstLook,
  latestLook,
  type LookPlan,
  ONLY_THE_END,
  planOfLooks,
} from "../comparison/looks.ts";
import type { Environment } from "../result/result.ts";
import type { Progress } from "../report/progress-state.ts";
import type { CoreSplit } from "../servers/cores.ts";
import type { AbChoice } from "./choice.ts";
import { unlessInterrupted } from "../load/time.ts";
import { type ComparedLoad, keyOf } from "../rounds/load.ts";
import { type Machine, measurePair } from "./measure-pair.ts";
import type { NoiseFloor } from "./noise-floor.ts";
import { type PairsOutcome, runPairs, type SideName } from "../rounds/pairs.ts";
import type { Part } from "../rounds/part.ts";
import { PARTS, partsThatTell } from "../rounds/parts.ts";
import { measuredRules, rulesFor, unmeasured } from "./rules.ts";
import { comparisonWarnings, type SidesPair } from "./warnings.ts";

/** The highest acceptable chance of a false regression among all gated metrics. */
export const FALSE_ALARM_RATE = 0.05;

export interface ComparisonPlan {
  readonly sides: SidesPair;
  readonly load: ComparedLoad;
  readonly cores: CoreSplit | undefined;
  readonly choice: Pick<
    AbChoice,
    "maxRegression" | "maxLatencyRatio" | "budgetS" | "seed" | "gate"
  >;
  readonly noise: NoiseFloor | undefined;
  readonly environment: Environment;
  readonly version: string;
}

/** The context of a run. */
export interface Running {
  readonly machine: Machine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export async function compareSides(plan: ComparisonPlan, running: Running): Promise<Comparison> {
  const { choice } = plan;
  const rules = rulesFor(choice.gate);
  const owesPair = (rounds: readonly RoundPair[]) => awaitsConfirmation(rounds, rules);
  let looks = ONLY_THE_END;
  const outcome = await measurePairs(plan, running, {
    budgetS: choice.budgetS,
    isEnough(rounds, more) {
      const least = owesPair(rounds) ? 1 : 0;
      if (isFirstLook(rounds.length)) looks = planOfLooks(rounds.length, Math.max(more, least));
      return isSettled(judge(plan, rounds, looks), rounds.length, looks);
    },
    owesPair,
    partsFor: (rounds) => partsStillNeeded(plan, rounds, looks),
  });
  return comparisonOf(plan, outcome, looks, running.signal.aborted);
}

/**
 * The parts to measure after these rounds: until the first look everything, then what measures the metrics that no
 * look has decided. A decided metric keeps its rounds, and therefore its verdict.
 */
function partsStillNeeded(
  plan: ComparisonPlan,
  rounds: readonly RoundPair[],
  looks: LookPlan,
): readonly Part[] {
  const look = latestLook(looks, rounds.length);
  return look === 0 ? PARTS : partsThatTell(undecided(judge(plan, rounds.slice(0, look), looks)));
}

export interface PairLimits {
  readonly budgetS: number;
  /** `more` is how many pairs the budget still has time for. */
  isEnough(rounds: readonly RoundPair[], more: number): boolean;
  owesPair?(rounds: readonly RoundPair[]): boolean;
  /** The parts to measure in the pair after these rounds. */
  partsFor(rounds: readonly RoundPair[]): readonly Part[];
}

/** @throws {BenchError} if a side does not start */
export function measurePairs(
  { sides, load, cores }: Pick<ComparisonPlan, "sides" | "load" | "cores">,
  { machine, progress, signal }: Running,
  { budgetS, isEnough, owesPair, partsFor }: PairLimits,
): Promise<PairsOutcome> {
  const measure = (order: readonly SideName[], earlier: readonly RoundPair[]) => {
    const show = (line: string) => progress.show(`pair ${earlier.length + 1}: ${line}`);
    const parts = partsFor(earlier);
    const running = { machine, signal, progress: { show } };
    const options = { sides, load, cores, parts, earlier, ...running };
    return unlessInterrupted(signal, () => measurePair(options, order));
  };
  const nowMs = () => performance.now();
  return runPairs({
    measure,
    isEnough,
    ...(owesPair !== undefined && { owesPair }),
    budgetMs: budgetS * 1000,
    nowMs,
  });
}

function judge(
  { sides: { base, head }, choice, noise }: Pick<ComparisonPlan, "sides" | "choice" | "noise">,
  rounds: readonly RoundPair[],
  { analyses }: LookPlan,
): MetricVerdict[] {
  const { gate, maxRegression, maxLatencyRatio, seed } = choice;
  return judgeRounds(rounds, measuredRules(rulesFor(gate), rounds, gate), {
    maxRegression,
    maxLatencyRatio,
    areProcessesKnown: !base.isForeign && !head.isForeign,
    seed,
    analyses,
    falseAlarmRate: FALSE_ALARM_RATE,
    ...(noise !== undefined && { noiseFloors: noise.halfWidths }),
  });
}

function comparisonOf(
  plan: ComparisonPlan,
  outcome: PairsOutcome,
  looks: LookPlan,
  isInterrupted: boolean,
): Comparison {
  const { sides, choice, environment, version } = plan;
  const { rounds, dropped, elapsedMs } = outcome;
  const metrics = judge(plan, rounds, looks);
  const missing = unmeasured(rulesFor(choice.gate), rounds);
  return {
    schemaVersion: COMPARISON_SCHEMA_VERSION,
    kind: "comparison",
    tool: { name: "streamgauge", version },
    environment,
    base: sides.base.side,
    head: sides.head.side,
    config: configOf(plan),
    elapsedS: elapsedMs / 1000,
    isPartial: isInterrupted,
    rounds,
    dropped,
    metrics,
    verdict: overallVerdict(metrics),
    warnings: comparisonWarnings({
      sides,
      cores: plan.cores,
      outcome,
      metrics,
      isInterrupted,
      unmeasured: missing,
      budgetS: choice.budgetS,
    }),
  };
}

function configOf({ load, choice }: ComparisonPlan): ComparisonConfig {
  const { maxRegression, maxLatencyRatio, budgetS, seed } = choice;
  const asked = { maxRegression, maxLatencyRatio, budgetS, seed };
  return { ...keyOf(load), ...asked, falseAlarmRate: FALSE_ALARM_RATE };
}
