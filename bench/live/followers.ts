/** Opens whatever was asked to follow a run while it goes on. */

import { STANDARD_OUTPUT } from "../report/write-text.ts";
import { followInFile, sampleLine } from "./sample-lines.ts";
import type { Follower } from "./sampler.ts";

export interface FollowOptions {
  /** A file's name, or `-` for the standard output. */
  readonly samples: string | undefined;
  readonly writeOut: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** @throws {BenchError} when a file cannot be opened */
export function followersOf({ samples, writeOut, warn }: FollowOptions): Follower[] {
  if (samples === undefined) return [];
  if (samples !== STANDARD_OUTPUT) return [followInFile(samples, warn)];
  return [{ onSample: (sample) => writeOut(sampleLine(sample)), close: () => {} }];
}
