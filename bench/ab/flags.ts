/** The flags of `ab` and `calibrate`: which sides, how they are judged, and for how long. Pure. */

import { DEFAULT_METRICS } from "../comparison/metrics.ts";
import { readNumber, readUrl } from "../flag-values.ts";
import { NOISE_FLOOR_FILE } from "./noise-floor.ts";
import type { Paths } from "./compared-side.ts";
import type { SideChoice } from "./sides.ts";
import { WORKTREE } from "./worktree.ts";

/** These flags as `parseArgs` hands them over. */
export interface AbFlags extends Partial<Record<AbFlagName, string | undefined>> {
  readonly strict?: boolean | undefined;
}

type AbFlagName =
  | `${"base" | "head"}${"" | "-url" | "-cmd"}`
  | "path"
  | "publish-path"
  | "max-regression"
  | "budget"
  | "seed"
  | "gate"
  | "file"
  | "rounds";

export interface AbChoice {
  readonly base: SideChoice;
  readonly head: SideChoice;
  /** 0.05 allows 5 %. */
  readonly maxRegression: number;
  readonly budgetS: number;
  readonly seed: number;
  /** Whether a verdict is demanded. */
  readonly isStrict: boolean;
  /** The metrics that can fail it; `undefined` for the usual ones. */
  readonly gate: readonly string[] | undefined;
  readonly noiseFile: string;
}

export interface CalibrationChoice {
  readonly side: SideChoice;
  readonly pairs: number;
  readonly budgetS: number;
  readonly seed: number;
  readonly noiseFile: string;
}

/** A calibration has a number of pairs to come to, and time for some that are dropped. */
export const AB_DEFAULTS = {
  maxRegressionPercent: 5,
  budgetS: 600,
  seed: 1,
  pairs: 10,
  calibrationS: 1_200,
};
const DEFAULT_PATH = "/events";
const MAX_BUDGET_S = 86_400;
const MAX_SEED = 2 ** 32 - 1;

/** Notes in `faults` what it cannot take. */
export function readAbChoice(
  flags: AbFlags,
  words: readonly string[],
  faults: string[],
): AbChoice | undefined {
  refuseWords("ab", words, faults);
  if (flags.rounds !== undefined) faults.push("ab adds rounds as it needs them: see --budget");
  const base = readSide("base", flags, faults);
  const head = readSide("head", flags, faults) ?? { kind: "revision", ref: WORKTREE };
  const { maxRegressionPercent, budgetS } = AB_DEFAULTS;
  const percent = readNumber("--max-regression", flags["max-regression"], 0, 1000, false, faults);
  if (base === undefined) {
    faults.push("Say what to compare with: --base REF, --base-url URL or --base-cmd COMMAND");
    return undefined;
  }
  return {
    base,
    head,
    maxRegression: (percent ?? maxRegressionPercent) / 100,
    budgetS: readDuration("--budget", flags.budget, faults) ?? budgetS,
    seed: readSeed(flags, faults),
    isStrict: flags.strict === true,
    gate: readGate(flags.gate, faults),
    noiseFile: flags.file ?? NOISE_FLOOR_FILE,
  };
}

/** The files as they stand, where no other side is named. */
export function readCalibrationChoice(
  flags: AbFlags,
  words: readonly string[],
  faults: string[],
): CalibrationChoice {
  refuseWords("calibrate", words, faults);
  return {
    side: readSide("head", flags, faults) ?? { kind: "revision", ref: WORKTREE },
    pairs: readNumber("--rounds", flags.rounds, 2, 1000, true, faults) ?? AB_DEFAULTS.pairs,
    budgetS: readDuration("--budget", flags.budget, faults) ?? AB_DEFAULTS.calibrationS,
    seed: readSeed(flags, faults),
    noiseFile: flags.file ?? NOISE_FLOOR_FILE,
  };
}

function refuseWords(command: string, words: readonly string[], faults: string[]): void {
  if (words.length > 0) faults.push(`${command} takes flags only, not '${words.join(" ")}'`);
}

/** `undefined` where nothing was said of it. */
function readSide(side: "base" | "head", flags: AbFlags, faults: string[]): SideChoice | undefined {
  const [ref, address, command] = [flags[side], flags[`${side}-url`], flags[`${side}-cmd`]];
  const url = readUrl(`--${side}-url`, address, faults);
  if (address !== undefined && (ref !== undefined || command !== undefined)) {
    faults.push(`--${side}-url is a side by itself: leave out --${side} and --${side}-cmd`);
  }
  const paths = readPaths(flags, faults);
  if (url !== undefined) return { kind: "address", url, paths };
  if (command !== undefined) return { kind: "command", command, ref, paths };
  return ref === undefined ? undefined : { kind: "revision", ref };
}

function readPaths(flags: AbFlags, faults: string[]): Paths {
  const events = readPath("--path", flags.path ?? DEFAULT_PATH, faults);
  return { events, publish: readPath("--publish-path", flags["publish-path"] ?? events, faults) };
}

function readPath(flag: string, text: string, faults: string[]): string {
  const fault = `${flag} is '${text}': expected a path, such as /events`;
  if (!text.startsWith("/") && !faults.includes(fault)) faults.push(fault);
  return text;
}

function readSeed({ seed }: AbFlags, faults: string[]): number {
  return readNumber("--seed", seed, 0, MAX_SEED, true, faults) ?? AB_DEFAULTS.seed;
}

/** Names with commas between. */
function readGate(text: string | undefined, faults: string[]): readonly string[] | undefined {
  const names = text?.split(",").map((name) => name.trim());
  const known = DEFAULT_METRICS.map(({ name }) => name);
  for (const name of names ?? []) {
    if (!known.includes(name)) {
      faults.push(`--gate names '${name}': expected some of ${known.join(", ")}`);
    }
  }
  return names;
}

/** `10m`, `90s`, or seconds. */
export function readDuration(
  flag: string,
  text: string | undefined,
  faults: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(text) ?? [];
  const seconds = Number(digits) * (unit === "h" ? 3600 : unit === "m" ? 60 : 1);
  if (seconds > 0 && seconds <= MAX_BUDGET_S) return seconds;
  faults.push(`${flag} is '${text}': expected a time, such as 10m or 90s`);
  return undefined;
}
