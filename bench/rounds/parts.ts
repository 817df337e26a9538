/**
 * The parts of a round, in order: memory comes first, on a server that has done nothing yet; the rate at the
 * objective comes last, when its approximate value is known.
 */

import { fullSpeedPart } from "./full-speed.ts";
import { memoryPart } from "./memory.ts";
import { oneAtATimePart } from "./one-at-a-time.ts";
import type { Part } from "./part.ts";
import { ratePart } from "./rate-at-objective.ts";

export const PARTS: readonly Part[] = [memoryPart, oneAtATimePart, fullSpeedPart, ratePart];

/** The parts that measure any of these metrics. */
export function partsThatTell(metrics: ReadonlySet<string>): readonly Part[] {
  return PARTS.filter(({ tells }) => tells.some((name) => metrics.has(name)));
}
