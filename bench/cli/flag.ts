/** An entry of the bench's table of flags. */

import type { Flag } from "#flags";
import type { Taker } from "./takers.ts";

export interface BenchFlag extends Flag {
  readonly takers: readonly Taker[];
  /** Scenarios accept the flag only together with this one. */
  readonly needs?: "url" | "publish-url" | "threshold";
  /** Scenarios refuse the flag together with `--url`, for this reason. */
  readonly notWithUrl?: string;
}
