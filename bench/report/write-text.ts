/** Writes a report's text, and says in words if that fails. */

import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { BenchError, messageOf } from "../bench-error.ts";

/** Stands for standard output in place of a file's name. */
export const STANDARD_OUTPUT = "-";

/** @throws {BenchError} if the file cannot be written */
export function writeText(file: string, text: string): Promise<void> {
  return orSay(file, () => Bun.write(file === STANDARD_OUTPUT ? Bun.stdout : file, text));
}

/** Whether one of them goes to standard output, so that nothing else may. */
export function takesStandardOutput(files: readonly (string | undefined)[]): boolean {
  return files.includes(STANDARD_OUTPUT);
}

/**
 * Checked before a run: minutes of measuring should not be lost because of a missing folder.
 * @throws {BenchError} if a file's folder does not exist, or two of them want standard output
 */
export async function requireFolders(files: readonly (string | undefined)[]): Promise<void> {
  const names = files.filter((file) => file !== undefined);
  if (names.filter((name) => name === STANDARD_OUTPUT).length > 1) {
    throw new BenchError("Only one report can go to standard output");
  }
  for (const name of names) {
    const folder = await stat(dirname(name)).catch(() => undefined);
    if (folder?.isDirectory() !== true) {
      throw new BenchError(`Cannot write ${name}: there is no folder ${dirname(name)}`);
    }
  }
}

/** @throws {BenchError} if the action fails */
export async function orSay(file: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new BenchError(`Cannot write ${file}: ${messageOf(error)}`);
  }
}
