/** What the hub does about a system that lets it open few files: fewer streams, and none held by silent connections. */

import type { Connections } from "./system/connections.ts";
import { openDescriptors, streamsWithin, watchDescriptors } from "./system/descriptors.ts";
import { UnansweredConnections } from "./system/unanswered.ts";

type Say = (line: string) => void;

/** The streams that are wanted, or fewer where this process may not open as many files. */
export function streamCap(wanted: number, limit: number | undefined, say: Say): number {
  if (limit === undefined) return wanted;
  const cap = Math.max(1, Math.min(wanted, streamsWithin(limit, openDescriptors())));
  if (cap < wanted) {
    say(
      `--max-connections is ${cap}, not ${wanted}: this process may open ${limit} files ('ulimit -n' sets how many)`,
    );
  }
  return cap;
}

export interface SpareOptions {
  readonly server: { closeIdleConnections(): void };
  /** None where the system tells nothing of them. */
  readonly connections: Connections | undefined;
  readonly limit: number;
  readonly nowMs: () => number;
  readonly say: Say;
}

/** From now on, connections that nobody waits for hold up none that somebody does. */
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
          : "There are file descriptors again",
      ),
  });
}
