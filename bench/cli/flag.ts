/** What the bench's table says of a flag. */

import type { Flag } from "#flags";
import type { Taker } from "./takers.ts";

export interface BenchFlag extends Flag {
  readonly takers: readonly Taker[];
  /** Scenarios take it only beside that flag. */
  readonly needs?: "url" | "publish-url" | "threshold";
}
