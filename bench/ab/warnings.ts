/** The reasons to be careful with a comparison, each given once. Pure. */

import type { MetricVerdict } from "../comparison/comparison.ts";
import { autocorrelationsOf, MOST_AUTOCORRELATION } from "../comparison/reasons.ts";
import { counted } from "../report/figures.ts";
import type { Tally } from "../load/validity.ts";
import type { Warned } from "../rounds/disturbance.ts";
import type { PairsOutcome } from "../rounds/pairs.ts";
import type { ComparedSide } from "../servers/server.ts";
import type { CoreSplit } from "../servers/cores.ts";

export interface SidesPair {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
}

export interface WarningContext {
  readonly sides: SidesPair;
  readonly outcome: PairsOutcome;
  /** Set if servers and bench have processors of their own. */
  readonly cores: Pick<CoreSplit, "isOneCore"> | undefined;
  /** Metrics that can fail a comparison but were not measured in any round. */
  readonly unmeasured: readonly string[];
  readonly metrics: readonly MetricVerdict[];
  readonly isInterrupted: boolean;
  readonly budgetS: number;
}

export function comparisonWarnings(context: WarningContext): string[] {
  const { outcome, unmeasured } = context;
  return [
    ...aboutSides(context),
    ...aboutTheEnd(context),
    ...(outcome.rounds.length > 0 && unmeasured.length > 0
      ? [`not measured here, so not judged: ${unmeasured.join(", ")}`]
      : []),
    ...aboutDropped(outcome),
    ...aboutNeighbours(context),
    ...aboutRounds(outcome),
  ];
}

function aboutSides({ sides: { base, head }, cores }: WarningContext): string[] {
  const isForeign = base.isForeign || head.isForeign;
  const shared = isForeign ? [] : aboutCores(cores);
  const own = Object.entries({ base, head }).flatMap(([name, { warnings }]) =>
    warnings.map((warning) => `${name}: ${warning}`),
  );
  const isSame =
    base.side.commit !== undefined &&
    base.side.commit === head.side.commit &&
    base.side.isDirty !== true &&
    head.side.isDirty !== true;
  const same = isSame
    ? ["base and head are the same revision: only noise can differ, so name another --base"]
    : [];
  return [...own, ...shared, ...same];
}

function aboutCores(cores: WarningContext["cores"]): string[] {
  if (cores === undefined) {
    return ["servers and bench share cores: separate ones need Linux, two cores and taskset"];
  }
  if (!cores.isOneCore) return [];
  return [
    "servers and bench are on two threads of the only core, and slow each other down: use a machine with two cores",
  ];
}

function aboutTheEnd({ outcome, isInterrupted, budgetS }: WarningContext): string[] {
  if (isInterrupted) return ["interrupted: the verdict rests on the rounds until then"];
  if (outcome.isEnough) return [];
  return [
    `the budget of ${budgetS} s ran out before everything was decided: raise --budget, or use a quieter machine`,
  ];
}

function aboutDropped({ rounds, dropped }: PairsOutcome): string[] {
  if (dropped.length <= rounds.length) return [];
  return [
    `${counted(dropped.length, "pair was", "pairs were")} dropped and only ${rounds.length} kept: stop whatever else is running on this machine`,
  ];
}

/** Pairs that drift together tell less than as many independent ones. */
function aboutNeighbours({ metrics }: WarningContext): string[] {
  const gated = metrics.filter(({ isGated }) => isGated);
  const told = autocorrelationsOf(gated, MOST_AUTOCORRELATION);
  if (told === "") return [];
  return [
    `pairs resemble their neighbours (lag-1 autocorrelation above ${MOST_AUTOCORRELATION}: ${told}), so these intervals are too narrow and false alarms more frequent: measure again, with nothing else running on this machine`,
  ];
}

/** What several rounds say in the same words. */
interface Shared {
  readonly first: string;
  readonly tally: Tally | undefined;
  /** How many rounds of each side. */
  readonly times: Map<string, number>;
}

/** A warning that several rounds share is given once: with the total if its number adds up, otherwise the first. */
function aboutRounds({ told, rounds }: PairsOutcome): string[] {
  const shared = new Map<string, Shared>();
  for (const { side, warnings } of told) {
    const keys = new Set(warnings.map((one) => enter(shared, one)));
    const whose = side ?? "both";
    for (const key of keys) {
      const times = shared.get(key)?.times;
      times?.set(whose, (times.get(whose) ?? 0) + 1);
    }
  }
  return [...shared.values()].map(({ first, tally, times }) => {
    const text = tally === undefined ? first : tally.warningOf(tally.count);
    const whose = [...times].map(([side, count]) => `${side} in ${count}`).join(", ");
    return `${text} (${whose} of ${counted(rounds.length, "round")})`;
  });
}

/** Adds a warning to those in the same words; returns their key. */
function enter(shared: Map<string, Shared>, { warning, tally }: Warned): string {
  const key = tally?.warningOf(0) ?? warning.replaceAll(/[\d.,]+/g, "#");
  const known = shared.get(key) ?? { first: warning, tally: undefined, times: new Map() };
  const count = (known.tally?.count ?? 0) + (tally?.count ?? 0);
  shared.set(key, { ...known, tally: tally && { ...tally, count } });
  return key;
}
