/** What stands behind `--url`: a Streamgauge hub, which the bench knows, or any other endpoint. */

import { isStatsSnapshot } from "../servers/target.ts";

const ANSWER_WITHIN_MS = 3_000;

/** Whether `/stats` of the same origin is a hub's; false whenever that cannot be seen. */
export async function isStreamgaugeHub(
  url: URL,
  headers: Readonly<Record<string, string>>,
  isInsecure: boolean,
): Promise<boolean> {
  try {
    const response = await fetch(new URL("/stats", url), {
      headers,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      tls: { rejectUnauthorized: !isInsecure },
    });
    const answer: unknown = await response.json();
    return isStatsSnapshot(answer);
  } catch {
    return false;
  }
}
