/**
 * `bench calibrate`: compares a side with itself, to find the smallest difference that this machine can show. As in
 * `ab`, base and head are two checkouts, because where its files are can make a difference to a server.
 */

import { EXIT } from "../bench-error.ts";
import type { Figures, MetricVerdict, RatioEstimate, RoundPair } from "../comparison/comparison.ts";
import { judgeRounds } from "../comparison/judge.ts";
import { DEFAULT_METRICS } from "../comparison/metrics.ts";
import type { AskedLoad } from "../rounds/load.ts";
import { alignedColumns } from "../report/columns.ts";
import { counted } from "../report/figures.ts";
import { footLines, textOf } from "../report/text.ts";
import type { Environment } from "../result/result.ts";
import { FALSE_ALARM_RATE, measurePairs } from "./compare-sides.ts";
import { nothingMeasured, type Surroundings } from "./command.ts";
import { takeCores } from "../servers/cores.ts";
import { AB_DEFAULTS, type CalibrationChoice } from "./choice.ts";
import { unlessInterrupted } from "../load/time.ts";
import { comparedLoad, keyOf } from "../rounds/load.ts";
import { type CalibratedLoad, type NoiseFloor, spreadOf, storeNoiseFloor } from "./noise-floor.ts";
import { PARTS } from "../rounds/parts.ts";
import { openSide } from "../servers/sides.ts";
import { Worktrees } from "../servers/worktree.ts";

export interface CalibrateCommand extends CalibrationChoice {
  readonly kind: "calibrate";
  readonly load: AskedLoad;
}

/** @throws {BenchError} if the side cannot be found, or does not start */
export async function runCalibrate(
  command: CalibrateCommand,
  around: Surroundings,
): Promise<number> {
  const worktrees = new Worktrees(".");
  try {
    const floor = await measureFloor(command, worktrees, around);
    around.screen.done();
    if (floor === undefined) return nothingMeasured(around);
    if (around.signal.aborted || floor.pairs < command.pairs) {
      around.print(
        `Only ${floor.pairs} of ${counted(command.pairs, "pair")} can be used, so nothing was stored: raise --budget, or stop whatever else is running here\n`,
      );
      return EXIT.invalid;
    }
    await storeNoiseFloor(command.noiseFile, floor);
    around.print(floorText(floor, command.noiseFile, around));
    return EXIT.pass;
  } finally {
    around.screen.done();
    await worktrees.remove();
  }
}

async function measureFloor(
  { load: asked, side: choice, pairs, budgetS, seed }: CalibrateCommand,
  worktrees: Worktrees,
  { signal, machine, screen, environment }: Surroundings,
): Promise<NoiseFloor | undefined> {
  const load = await comparedLoad(asked);
  screen.show("checking out");
  const open = () => openSide(choice, worktrees, load, signal);
  const sides = await unlessInterrupted(signal, async () => ({
    base: await open(),
    head: await open(),
  }));
  if (sides === undefined) return undefined;
  using cores = takeCores([sides.base, sides.head]);
  const { rounds } = await measurePairs(
    { sides, load, cores },
    { machine, progress: screen, signal },
    { budgetS, isEnough: ({ length }) => length >= pairs, partsFor: () => PARTS },
  );
  return floorOf(rounds, seed, keyOf(load), environment);
}

export function floorOf(
  rounds: readonly RoundPair[],
  seed: number,
  load: CalibratedLoad,
  { startedAt, cpu, cpus, bun }: Environment,
): NoiseFloor {
  const maxRegression = AB_DEFAULTS.maxRegressionPercent / 100;
  const config = { seed, maxRegression, falseAlarmRate: FALSE_ALARM_RATE };
  const metrics = judgeRounds(rounds, DEFAULT_METRICS, config);
  const figures = (of: (metric: MetricVerdict) => number | undefined): Figures =>
    Object.fromEntries(
      metrics.flatMap((metric) => {
        const value = of(metric);
        return value === undefined ? [] : [[metric.name, value] as const];
      }),
    );
  return {
    measuredAt: startedAt,
    cpu,
    cpus,
    bun,
    load,
    pairs: rounds.length,
    halfWidths: figures(({ ratio }) => halfWidthOf(ratio)),
    spreads: figures(({ name, ratio }) => ratio && spreadOf(rounds, name)),
  };
}

function halfWidthOf({ low = null, high = null }: Partial<RatioEstimate> = {}): number | undefined {
  return low === null || high === null ? undefined : (high - low) / 2;
}

function floorText(
  { pairs, halfWidths, spreads }: NoiseFloor,
  file: string,
  { environment, style }: Surroundings,
): string {
  const percent = (value = Number.NaN) => `±${(value * 100).toFixed(1)} %`;
  const rows = Object.keys(halfWidths).map((name) => [
    name,
    percent(halfWidths[name]),
    percent(spreads[name]),
  ]);
  const head = ["", "interval", "half of pairs"].map((text) => style.paint("quiet", text));
  return textOf([
    [
      style.paint("strong", `The same server compared with itself, ${counted(pairs, "pair")}`),
      ...alignedColumns([head, ...rows], new Set([1, 2])).map((line) => `  ${line}`),
    ],
    [`Stored in ${file}; bun run bench ab quotes it for the same machine, Bun and load.`],
    footLines(environment, style),
  ]);
}
