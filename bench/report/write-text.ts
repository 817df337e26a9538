/** Writes a report's text, and says in words when that cannot be done. */

import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { BenchError, messageOf } from "../bench-error.ts";

/** Stands for the standard output where a file's name is asked for. */
export const STANDARD_OUTPUT = "-";

/** @throws {BenchError} when the file cannot be written */
export function writeText(file: string, text: string): Promise<void> {
  return orSay(file, () => Bun.write(file === STANDARD_OUTPUT ? Bun.stdout : file, text));
}

/** Whether one of them goes to the standard output, so that nothing else may. */
export function takesStandardOutput(files: readonly (string | undefined)[]): boolean {
  return files.includes(STANDARD_OUTPUT);
}

/**
 * What is measured for minutes should not be lost for a folder.
 * @throws {BenchError} when a file's folder is not there, or two of them want the standard output
 */
export async function requireFolders(files: readonly (string | undefined)[]): Promise<void> {
  const names = files.filter((file) => file !== undefined);
  if (names.filter((name) => name === STANDARD_OUTPUT).length > 1) {
    throw new BenchError("Only one report can go to the standard output");
  }
  for (const name of names) {
    const folder = await stat(dirname(name)).catch(() => undefined);
    if (folder?.isDirectory() !== true) {
      throw new BenchError(`Cannot write ${name}: there is no folder ${dirname(name)}`);
    }
  }
}

/** @throws {BenchError} when what is done to the file fails */
export async function orSay(file: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new BenchError(`Cannot write ${file}: ${messageOf(error)}`);
  }
}
