/** Opens everything that follows a run while it goes on. */

import { STANDARD_OUTPUT } from "../report/write-text.ts";
import { followInFile, sampleLine } from "./sample-lines.ts";
import type { Follower } from "./sampler.ts";

export interface FollowOptions {
  /** A file's name, or `-` for standard output. */
  readonly samples: string | undefined;
  /** The receiver of metrics over OTLP. */
  readonly otlp: URL | undefined;
  /** The bench's version. */
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** @throws {BenchError} if a file cannot be opened */
export async function followersOf(options: FollowOptions): Promise<Follower[]> {
  const { samples, otlp, version, writeOut, warn } = options;
  const followers: Follower[] = [];
  if (samples === STANDARD_OUTPUT) {
    followers.push({ onSample: (sample) => writeOut(sampleLine(sample)), close: () => {} });
  } else if (samples !== undefined) followers.push(followInFile(samples, warn));
  if (otlp !== undefined) {
    // It is slow to load, so only runs that need it do.
    const { followByOtlp } = await import("./otlp.ts");
    followers.push(followByOtlp(otlp, version, warn));
  }
  return followers;
}
