/** Opens whatever was asked to follow a run while it goes on. */

import { STANDARD_OUTPUT } from "../report/write-text.ts";
import { followInFile, sampleLine } from "./sample-lines.ts";
import type { Follower } from "./sampler.ts";

export interface FollowOptions {
  /** A file's name, or `-` for the standard output. */
  readonly samples: string | undefined;
  /** Who takes metrics by OTLP. */
  readonly otlp: URL | undefined;
  /** The bench's own. */
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** @throws {BenchError} when a file cannot be opened */
export async function followersOf(options: FollowOptions): Promise<Follower[]> {
  const { samples, otlp, version, writeOut, warn } = options;
  const followers: Follower[] = [];
  if (samples === STANDARD_OUTPUT) {
    followers.push({ onSample: (sample) => writeOut(sampleLine(sample)), close: () => {} });
  } else if (samples !== undefined) followers.push(followInFile(samples, warn));
  if (otlp !== undefined) {
    // It takes a while to load, which no other run should wait for.
    const { followByOtlp } = await import("./otlp.ts");
    followers.push(followByOtlp(otlp, version, warn));
  }
  return followers;
}
