/**
 * The parts of a round, in their order: memory is told while a server has done nothing yet, and the rate at
 * the objective when it is known about where that is.
 */

import { fullSpeedPart } from "./full-speed.ts";
import { memoryPart } from "./memory.ts";
import { oneAtATimePart } from "./one-at-a-time.ts";
import type { Part } from "./part.ts";
import { ratePart } from "./rate-at-objective.ts";

export const PARTS: readonly Part[] = [memoryPart, oneAtATimePart, fullSpeedPart, ratePart];

/** The parts that tell of any of these metrics. */
export function partsThatTell(metrics: ReadonlySet<string>): readonly Part[] {
  return PARTS.filter(({ tells }) => tells.some((name) => metrics.has(name)));
}
