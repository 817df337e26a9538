/** What the hub does when it may open only few files: it caps its streams, and closes connections that are idle. */

import type { Connections } from "./system/connections.ts";
import { openDescriptors, streamsWithin, watchDescriptors } from "./system/descriptors.ts";
import { UnansweredConnections } from "./system/unanswered.ts";

type Say = (line: string) => void;

export interface WantedStreams {
  readonly maxConnections: number;
  /** Whether the number holds although fewer files may be opened: streams of one HTTP/2 connection share its descriptor. */
  readonly isCapGivenForHttp2: boolean;
}

/** The number of streams wanted, or fewer if this process may not open that many files. */
export function streamCap(
  { maxConnections: wanted, isCapGivenForHttp2 }: WantedStreams,
  limit: number | undefined,
  say: Say,
): number {
  if (limit === undefined || isCapGivenForHttp2) return wanted;
  const cap = Math.max(1, Math.min(wanted, streamsWithin(limit, openDescriptors())));
  if (cap < wanted) {
    say(
      `--max-connections is ${cap}, not ${wanted}: this process may open only ${limit} files ('ulimit -n' sets the limit)`,
    );
  }
  return cap;
}

export interface SpareOptions {
  readonly server: { closeIdleConnections(): void };
  /** `undefined` where the system does not list them. */
  readonly connections: Connections | undefined;
  readonly limit: number;
  readonly nowMs: () => number;
  readonly say: Say;
}

/** From now on, idle connections are closed when new ones need their descriptors. */
export function keepSpare({ server, connections, limit, nowMs, say }: SpareOptions): void {
  const unanswered = connections && new UnansweredConnections(connections, nowMs);
  watchDescriptors({
    limit,
    onFew: () => {
      server.closeIdleConnections();
      unanswered?.endSilent();
    },
    onChange: (isOut) =>
      say(
        isOut
          ? `Out of file descriptors: all ${limit} are in use, and new connections wait`
          : "File descriptors are available again",
      ),
  });
}
