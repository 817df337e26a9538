/** `bun run bench doctor URL`: examines a stream and says what to fix. */

import type { RequestHeaders } from "../client/index.ts";
import type { PublishSpec } from "../endpoint/publish-template.ts";
import { CHECKS } from "./checks/index.ts";
import { type Clock, machineClock } from "./clock.ts";
import { examine } from "./examination.ts";
import type { CheckResult } from "./check-result.ts";
import { type Observations, PATIENCE } from "./observations.ts";

export interface DoctorOptions {
  readonly url: URL;
  /** Default: none. */
  readonly headers?: RequestHeaders | undefined;
  /** Accepts any certificate. Default: false. */
  readonly isInsecure?: boolean | undefined;
  /** A page's origin that must be able to read the stream. Default: none. */
  readonly origin?: string | undefined;
  /** Default: only the stream's own events. */
  readonly publish?: PublishSpec | undefined;
  /** How long to watch the stream undisturbed. Default: 20. */
  readonly watchS?: number | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

export interface Diagnosis {
  readonly url: string;
  /** Whether anything responded. */
  readonly isReached: boolean;
  /** In the order of the checks. */
  readonly findings: readonly CheckResult[];
}

const DEFAULT_WATCH_S = 20;

/**
 * Examines the stream with a few connections, one of which it cuts and resumes.
 * @throws {TypeError} when a header is not a valid field
 */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const { url, headers = {}, isInsecure = false, origin, publish } = options;
  const { watchS = DEFAULT_WATCH_S, clock = machineClock } = options;
  const seen = await examine({
    url,
    headers,
    isInsecure,
    origin,
    publish,
    watchMs: watchS * 1_000,
    patience: PATIENCE,
    clock,
  });
  return judge(url.href, seen);
}

/** All checks' findings in the observations. */
export function judge(url: string, seen: Observations): Diagnosis {
  const { head, end } = seen.plain;
  const isReached = head !== undefined || end === undefined;
  return { url, isReached, findings: CHECKS.flatMap((check) => check(seen)) };
}
