/** Loads a scenario from a user's file. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { BenchError, messageOf } from "../bench-error.ts";
import { isScenario } from "./define.ts";
import type { Scenario } from "./scenario.ts";

const EXPECTED =
  'expected export default scenario({ … }), with scenario imported from "streamgauge/bench"';

/** @throws {BenchError} if it cannot be read, or has no scenario */
export async function loadScenario(file: string): Promise<Scenario> {
  const path = resolve(file);
  if (!existsSync(path)) throw new BenchError(`Cannot read ${file}: there is no such file`);
  // Resolves "streamgauge/bench" to this bench, wherever the file is.
  Bun.plugin({
    name: "streamgauge",
    setup: (build) => {
      build.module("streamgauge/bench", async () => ({
        loader: "object",
        exports: { ...(await import("../index.ts")) },
      }));
    },
  });
  const made = await importDefault(path, file);
  if (isScenario(made)) return made;
  throw new BenchError(`${file} has no scenario: ${EXPECTED}`);
}

async function importDefault(path: string, file: string): Promise<unknown> {
  try {
    const { default: made }: { readonly default?: unknown } = await import(
      pathToFileURL(path).href
    );
    return made;
  } catch (error) {
    // The messages of scenario() already name the scenario.
    if (error instanceof BenchError) throw error;
    throw new BenchError(`Cannot load ${file}: ${messageOf(error)}`);
  }
}
