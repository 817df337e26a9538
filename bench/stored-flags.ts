/** The words and flags of the commands that read stored files: `compare` and `report`. Pure. */

import { readNumber } from "./flag-values.ts";
import type { OutputFiles } from "./report/files.ts";

export interface CompareCommand {
  readonly kind: "compare";
  readonly baseFile: string;
  readonly headFile: string;
  /** 0.05 lets a figure be worse by 5 %; absent: the default. */
  readonly maxRegression: number | undefined;
  /** Whether a verdict is demanded. */
  readonly isStrict: boolean;
}

export interface ReportCommand {
  readonly kind: "report";
  /** A result, a comparison or a history; or two results. */
  readonly files: readonly [file: string, other?: string];
  readonly outputs: OutputFiles;
}

/** These flags as `parseArgs` hands them over. */
export interface CompareFlags {
  readonly "max-regression"?: string | undefined;
  readonly strict?: boolean | undefined;
}

/** What is wrong is added to `faults`. */
export function readCompare(
  flags: CompareFlags,
  files: readonly string[],
  faults: string[],
): CompareCommand | undefined {
  const [baseFile, headFile, ...more] = files;
  const allowed = flags["max-regression"];
  const percent = readNumber("--max-regression", allowed, 0, 1000, false, faults);
  if (baseFile !== undefined && headFile !== undefined && more.length === 0) {
    const maxRegression = percent === undefined ? undefined : percent / 100;
    return { kind: "compare", baseFile, headFile, maxRegression, isStrict: flags.strict === true };
  }
  faults.push(
    `compare takes two files, not ${files.length}: bun run bench compare base.json head.json`,
  );
  return undefined;
}

/** What is wrong is added to `faults`. */
export function readReport(
  outputs: OutputFiles,
  files: readonly string[],
  faults: string[],
): ReportCommand | undefined {
  const [file, other, ...more] = files;
  if (file !== undefined && more.length === 0) {
    return { kind: "report", files: other === undefined ? [file] : [file, other], outputs };
  }
  faults.push(
    `report takes one file or two, not ${files.length}: bun run bench report r.json --html r.html`,
  );
  return undefined;
}
