/** The order in which a hub ends, so that nobody loses anything and its successor can take over at once. */

import type { Hub } from "./hub/hub.ts";
import type { EventLog } from "./log/event-log.ts";

/** Of a server, what ending it takes. */
export interface Stoppable {
  /** Listens no more; and with `true`, breaks off what is open. */
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/**
 * Streams end over `drainMs` while publishes still go in; then the ports are let go, what was taken is
 * answered, and the log is closed. Whoever waits for its lock may begin then.
 */
export async function shutDown(
  hub: Hub,
  log: EventLog,
  servers: readonly Stoppable[],
  drainMs: number,
): Promise<void> {
  await hub.drain(drainMs);
  for (const server of servers) void server.stop();
  await hub.close();
  await log.close();
  // The last answers are written in the turn after the one that made them.
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(servers.map((server) => server.stop(true)));
}
