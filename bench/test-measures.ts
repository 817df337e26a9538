/** Support for tests with results: the command line must know everything that they measured. */

import { expect } from "bun:test";
import { measuresOf } from "./cli/measures.ts";
import { isScenario } from "./cli/takers.ts";
import type { ScenarioResult } from "./result/result.ts";

export function expectKnown(results: readonly Pick<ScenarioResult, "name" | "metrics">[]): void {
  for (const { name, metrics } of results) {
    if (!isScenario(name) && name !== "peers") throw new Error(`${name} is not a scenario`);
    const known = measuresOf([name]);
    expect([name, Object.keys(metrics).filter((metric) => !known.includes(metric))]).toEqual([
      name,
      [],
    ]);
  }
}
