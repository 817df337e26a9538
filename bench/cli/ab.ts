/** Turns the flags of `ab` and `calibrate` into what to compare. Pure. */

import { AB_DEFAULTS, type AbChoice, type CalibrationChoice } from "../ab/choice.ts";
import { DEFAULT_MAX_LATENCY_RATIO } from "../comparison/hypotheses.ts";
import type { Paths } from "../servers/server.ts";
import { NOISE_FLOOR_FILE } from "../ab/noise-floor.ts";
import type { SideChoice } from "../servers/sides.ts";
import { WORKTREE } from "../servers/worktree.ts";
import type { FlagValues } from "./flags.ts";

const DEFAULT_PATH = "/events";
const MIN_PAIRS = 2;

/** Adds what is wrong to `faults`. */
export function abChoiceOf(values: FlagValues, faults: string[]): AbChoice | undefined {
  const base = sideOf("base", values, faults);
  const head = sideOf("head", values, faults) ?? { kind: "revision", ref: WORKTREE };
  if (base === undefined) {
    faults.push("Say what to compare with: --base REF, --base-url URL or --base-cmd COMMAND");
    return undefined;
  }
  refuseThreads([base, head], values, faults);
  return {
    base,
    head,
    maxRegression: (values["max-regression"] ?? AB_DEFAULTS.maxRegressionPercent) / 100,
    maxLatencyRatio: values["max-latency-ratio"] ?? DEFAULT_MAX_LATENCY_RATIO,
    budgetS: values.budget ?? AB_DEFAULTS.budgetS,
    seed: values.seed ?? AB_DEFAULTS.seed,
    isStrict: values.strict ?? false,
    gate: values.gate,
    noiseFile: values.file ?? NOISE_FLOOR_FILE,
  };
}

/** Measures the working tree unless the flags name something else. */
export function calibrationChoiceOf(values: FlagValues, faults: string[]): CalibrationChoice {
  const { rounds = AB_DEFAULTS.pairs } = values;
  if (rounds < MIN_PAIRS) {
    faults.push(`--rounds is '${rounds}': expected ${MIN_PAIRS} or more in calibrate`);
  }
  const side = sideOf("head", values, faults) ?? { kind: "revision", ref: WORKTREE };
  refuseThreads([side], values, faults);
  return {
    side,
    pairs: rounds,
    budgetS: values.budget ?? AB_DEFAULTS.calibrationS,
    seed: values.seed ?? AB_DEFAULTS.seed,
    noiseFile: values.file ?? NOISE_FLOOR_FILE,
  };
}

function refuseThreads(
  sides: readonly SideChoice[],
  { "hub-threads": threads }: FlagValues,
  faults: string[],
): void {
  if (threads === undefined || sides.some(({ kind }) => kind === "revision")) return;
  faults.push("--hub-threads is for revisions of this hub: expected --base or --head to name one");
}

/** `undefined` if no flag names this side. */
function sideOf(
  side: "base" | "head",
  values: FlagValues,
  faults: string[],
): SideChoice | undefined {
  const [ref, url, command] = [values[side], values[`${side}-url`], values[`${side}-cmd`]];
  if (url !== undefined && (ref !== undefined || command !== undefined)) {
    faults.push(`--${side}-url cannot be combined with --${side} or --${side}-cmd`);
  }
  if (url !== undefined) return { kind: "address", url, paths: pathsOf(values) };
  if (command !== undefined) return { kind: "command", command, ref, paths: pathsOf(values) };
  return ref === undefined ? undefined : { kind: "revision", ref };
}

function pathsOf({ path = DEFAULT_PATH, "publish-path": publish = path }: FlagValues): Paths {
  return { events: path, publish };
}
