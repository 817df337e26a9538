/** The reasons to be careful with a comparison, each given once. Pure. */

import type { MetricVerdict } from "../comparison/comparison.ts";
import { autocorrelationsOf, MOST_AUTOCORRELATION } from "../comparison/reasons.ts";
import { counted } from "../report/figures.ts";
import type { PairsOutcome } from "../rounds/pairs.ts";
import type { ComparedSide } from "../servers/server.ts";
import type { CoreSplit } from "./cores.ts";

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

/** A warning that several rounds share is given once, with the figures of the first. */
function aboutRounds({ told, rounds }: PairsOutcome): string[] {
  const merged = new Map<string, { readonly text: string; readonly times: Map<string, number> }>();
  for (const { side, warnings } of told) {
    for (const text of new Set(warnings)) {
      const key = text.replaceAll(/[\d.,]+/g, "#");
      const entry = merged.get(key) ?? { text, times: new Map<string, number>() };
      merged.set(key, entry);
      const whose = side ?? "both";
      entry.times.set(whose, (entry.times.get(whose) ?? 0) + 1);
    }
  }
  return [...merged.values()].map(({ text, times }) => {
    const whose = [...times].map(([side, count]) => `${side} in ${count}`).join(", ");
    return `${text} (${whose} of ${counted(rounds.length, "round")})`;
  });
}
