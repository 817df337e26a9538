/** `bench ab`, from its flags to its exit code: creates and removes worktrees, and writes the reports. */

import { EXIT } from "../bench-error.ts";
import type { Comparison } from "../comparison/comparison.ts";
import type { AskedLoad } from "../rounds/load.ts";
import { comparisonText } from "../report/comparison-text.ts";
import { type ComparisonFiles, jobSummary, writeReports } from "../report/files.ts";
import { annotations } from "../report/formats/annotations.ts";
import type { Screen } from "../report/screen.ts";
import type { TextStyle } from "../report/terminal.ts";
import { isMet, type Threshold } from "../threshold.ts";
import type { Environment } from "../result/result.ts";
import { compareSides } from "./compare-sides.ts";
import { takeCores } from "../servers/cores.ts";
import type { AbChoice } from "./choice.ts";
import { unlessInterrupted } from "../load/time.ts";
import { comparedLoad, keyOf } from "../rounds/load.ts";
import type { Machine } from "./measure-pair.ts";
import { readNoiseFloors } from "./noise-floor.ts";
import { openSide, type SideChoice } from "../servers/sides.ts";
import { Worktrees } from "../servers/worktree.ts";

/** Where an interrupted comparison is stored if no file was named. */
export const INTERRUPTED_FILE = ".streamgauge/ab-interrupted.json";

export interface AbCommand extends AbChoice {
  readonly kind: "ab";
  readonly load: AskedLoad;
  readonly outputs: ComparisonFiles;
  /** What the head must meet. */
  readonly thresholds: readonly Threshold[];
}

/** The process that a command runs in. */
export interface Surroundings {
  readonly environment: Environment;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly machine: Machine;
  readonly screen: Screen;
  /** The environment variables; one tells where a CI job's summary goes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The style of the output. */
  readonly style: TextStyle;
  print(text: string): void;
}

/** @throws {BenchError} if a side cannot be found, or does not start */
export async function runAb(command: AbCommand, around: Surroundings): Promise<number> {
  const worktrees = new Worktrees(".");
  try {
    const comparison = await compared(command, worktrees, around);
    around.screen.done();
    if (comparison === undefined) return nothingMeasured(around);
    await report(comparison, command, around);
    const missed = missedBy(comparison, command.thresholds);
    for (const expression of missed) around.print(`Threshold failed: ${expression} (head)\n`);
    return exitCodeOf(comparison, command.isStrict, missed.length > 0);
  } finally {
    around.screen.done();
    await worktrees.remove();
  }
}

/** `undefined` if it was interrupted before there were two sides. */
async function compared(
  command: AbCommand,
  worktrees: Worktrees,
  { screen, signal, machine, environment, version }: Surroundings,
): Promise<Comparison | undefined> {
  const load = await comparedLoad(command.load);
  const noise = await readNoiseFloors(command.noiseFile, environment, keyOf(load));
  screen.show("checking out");
  const open = (choice: SideChoice, whenBroken: number) =>
    openSide(choice, worktrees, load, signal, whenBroken);
  // Where the base works, a head that delivers nothing is the worst regression there is.
  const sides = await unlessInterrupted(signal, async () => ({
    base: await open(command.base, EXIT.usage),
    head: await open(command.head, EXIT.failed),
  }));
  if (sides === undefined) return undefined;
  using cores = takeCores([sides.base, sides.head]);
  const plan = { sides, load, cores, choice: command, noise, environment, version };
  return await compareSides(plan, { machine, progress: screen, signal });
}

export function nothingMeasured({ print }: Surroundings): number {
  print("Interrupted before anything was measured.\n");
  return EXIT.invalid;
}

async function report(
  comparison: Comparison,
  { outputs }: AbCommand,
  { env, style, print }: Surroundings,
): Promise<void> {
  print(comparisonText(comparison, style));
  if (env.GITHUB_ACTIONS === "true") print(annotations(comparison));
  const isKept = comparison.isPartial && outputs.json === undefined;
  await writeReports(isKept ? { ...outputs, json: INTERRUPTED_FILE } : outputs, comparison);
  if (isKept) print(`\nThe rounds so far are in ${INTERRUPTED_FILE}\n`);
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== "") await jobSummary(summary, comparison);
}

/** The thresholds that the head does not meet, including those on metrics that no round has. */
export function missedBy(
  { metrics }: Pick<Comparison, "metrics">,
  thresholds: readonly Threshold[],
): string[] {
  const headOf = (name: string) => metrics.find((metric) => metric.name === name)?.head ?? null;
  return thresholds
    .filter((threshold) => !isMet(threshold, headOf(threshold.metric)))
    .map(({ expression }) => expression);
}

/** A verdict needs a complete run, and at least one round that counts. */
export function exitCodeOf(
  { isPartial, rounds, verdict }: Pick<Comparison, "isPartial" | "rounds" | "verdict">,
  isStrict: boolean,
  hasMissed = false,
): number {
  if (isPartial || rounds.length === 0) return EXIT.invalid;
  if (verdict === "regressed" || hasMissed) return EXIT.failed;
  return verdict === "inconclusive" && isStrict ? EXIT.inconclusive : EXIT.pass;
}
