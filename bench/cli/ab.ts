/** The flags of `ab` and `calibrate` to what they are asked for. Pure. */

import { AB_DEFAULTS, type AbChoice, type CalibrationChoice } from "../ab/choice.ts";
import type { Paths } from "../servers/server.ts";
import { NOISE_FLOOR_FILE } from "../ab/noise-floor.ts";
import type { SideChoice } from "../servers/sides.ts";
import { WORKTREE } from "../servers/worktree.ts";
import type { FlagValues } from "./flags.ts";

const DEFAULT_PATH = "/events";
const MIN_PAIRS = 2;

/** What is wrong is added to `faults`. */
export function abChoiceOf(values: FlagValues, faults: string[]): AbChoice | undefined {
  const base = sideOf("base", values, faults);
  const head = sideOf("head", values, faults) ?? { kind: "revision", ref: WORKTREE };
  if (base === undefined) {
    faults.push("Say what to compare with: --base REF, --base-url URL or --base-cmd COMMAND");
    return undefined;
  }
  return {
    base,
    head,
    maxRegression: (values["max-regression"] ?? AB_DEFAULTS.maxRegressionPercent) / 100,
    budgetS: values.budget ?? AB_DEFAULTS.budgetS,
    seed: values.seed ?? AB_DEFAULTS.seed,
    isStrict: values.strict ?? false,
    gate: values.gate,
    noiseFile: values.file ?? NOISE_FLOOR_FILE,
  };
}

/** The files as they stand, where no other side is named. */
export function calibrationChoiceOf(values: FlagValues, faults: string[]): CalibrationChoice {
  const { rounds = AB_DEFAULTS.pairs } = values;
  if (rounds < MIN_PAIRS) faults.push(`--rounds is '${rounds}': calibrate needs ${MIN_PAIRS}`);
  return {
    side: sideOf("head", values, faults) ?? { kind: "revision", ref: WORKTREE },
    pairs: rounds,
    budgetS: values.budget ?? AB_DEFAULTS.calibrationS,
    seed: values.seed ?? AB_DEFAULTS.seed,
    noiseFile: values.file ?? NOISE_FLOOR_FILE,
  };
}

/** `undefined` where nothing was said of it. */
function sideOf(
  side: "base" | "head",
  values: FlagValues,
  faults: string[],
): SideChoice | undefined {
  const [ref, url, command] = [values[side], values[`${side}-url`], values[`${side}-cmd`]];
  if (url !== undefined && (ref !== undefined || command !== undefined)) {
    faults.push(`--${side}-url is a side by itself: leave out --${side} and --${side}-cmd`);
  }
  if (url !== undefined) return { kind: "address", url, paths: pathsOf(values) };
  if (command !== undefined) return { kind: "command", command, ref, paths: pathsOf(values) };
  return ref === undefined ? undefined : { kind: "revision", ref };
}

function pathsOf({ path = DEFAULT_PATH, "publish-path": publish = path }: FlagValues): Paths {
  return { events: path, publish };
}
