/** Writes a report's text, and says in words when that cannot be done. */

import { BenchError } from "../bench-error.ts";

/** @throws {BenchError} when the file cannot be written */
export function writeText(file: string, text: string): Promise<void> {
  return orSay(file, () => Bun.write(file, text));
}

/** @throws {BenchError} when what is done to the file fails */
export async function orSay(file: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BenchError(`Cannot write ${file}: ${why}`);
  }
}
