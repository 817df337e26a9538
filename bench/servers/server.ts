/**
 * What every peer is: a server that does this hub's job for the load that the bench sends. Subscribers
 * GET an address with `?topic=`; each event goes to all of its topic with an `id:` that counts up.
 */

import type { Side } from "../comparison/comparison.ts";
import type { Transport } from "../result/result.ts";

export interface Peer {
  /** As the table and `bun run bench peers NAME` call it. */
  readonly name: string;
  /** One line: what it is. */
  readonly about: string;
  /** How its subscribers get their events; absent for server-sent events. */
  readonly transport?: Transport;
  /** Starts it for this many connections; what is not installed says how to install it. */
  start(connections: number): Promise<RunningServer | Unavailable>;
}

export interface RunningServer {
  readonly kind: "running";
  /** Subscribe here, with a topic added: see `withTopic`. */
  readonly eventsUrl: URL;
  /** POST here, with the topic added, what `publishBody` writes. */
  readonly publishUrl: URL;
  publishBody(topic: string, data: string): string;
  /** Its processes on this machine; none when it is somebody else's. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export interface Unavailable {
  readonly kind: "unavailable";
  /** With the cure: `not installed: apt-get install …`. */
  readonly reason: string;
}

/** Publishing as this hub has it: the topic is in the body, and the one in the address is for those who cannot read it there. */
export function jsonBody(topic: string, data: string): string {
  return JSON.stringify({ topic, data });
}

export function withTopic(address: URL, topic: string): URL {
  const url = new URL(address);
  url.searchParams.append("topic", topic);
  return url;
}

/** A peer that serves `/events` at this origin as this hub does. */
export function runningAt(
  origin: string,
  { pids, stop }: Pick<RunningServer, "pids" | "stop">,
): RunningServer {
  const events = new URL("/events", origin);
  return {
    kind: "running",
    eventsUrl: events,
    publishUrl: events,
    publishBody: jsonBody,
    pids,
    stop,
  };
}

/** Where a server that is no hub of ours has its events. */
export interface Paths {
  readonly events: string;
  /** POST here; as `events` where it was not given. */
  readonly publish: string;
}

/** One side, ready to be started for a round. */
export interface ComparedSide {
  readonly side: Side;
  /** Whether somebody else has started it: then rounds share its process, and nothing is known of that. */
  readonly isForeign: boolean;
  /** What a reader must know of it. */
  readonly warnings: readonly string[];
  /** @throws {BenchError} when it does not start, or nothing answers there */
  start(connections: number): Promise<RunningServer>;
}
