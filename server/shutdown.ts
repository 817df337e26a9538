/** The order of a shutdown: nobody loses anything, and a successor can take over at once. */

import type { EventLog } from "./log/event-log.ts";
import type { Intake } from "./log/intake.ts";

/** The part of a server that a shutdown needs. */
export interface Stoppable {
  /** Stops listening; with `true` it also closes open connections. */
  stop(closeActiveConnections?: boolean): Promise<void>;
}

export interface Draining extends Stoppable {
  drain(drainMs: number): Promise<void>;
}

/**
 * Streams end over `drainMs` while publishes are still accepted; then the ports are released, accepted publishes are
 * answered, and the log is closed. A hub waiting for its lock can then start.
 */
export async function shutDown(
  serving: Draining,
  beside: Stoppable | undefined,
  intake: Intake,
  log: EventLog,
  drainMs: number,
): Promise<void> {
  await serving.drain(drainMs);
  for (const server of [serving, beside]) void server?.stop();
  await intake.close();
  await log.close();
  // Responses are written in the turn after the one that creates them.
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([serving, beside].map((server) => server?.stop(true)));
}
