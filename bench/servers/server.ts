/**
 * A peer: a server that does the same job as this hub under the bench's load. Subscribers GET an address with
 * `?topic=`; each event goes to all subscribers of its topic, with an `id:` that counts up.
 */

import type { Side } from "../comparison/comparison.ts";
import type { Transport } from "../result/result.ts";

export interface Peer {
  /** Its name in the table and in `bun run bench peers NAME`. */
  readonly name: string;
  /** What it is, in one line. */
  readonly about: string;
  /** How its subscribers connect; omitted: server-sent events. */
  readonly transport?: Transport;
  /**
   * Starts it for this many connections, with this many threads or worker processes if it can have several (default:
   * one); if it is not installed, the answer says how to install it.
   */
  start(connections: number, threads?: number): Promise<RunningServer | Unavailable>;
}

export interface RunningServer {
  readonly kind: "running";
  /** Subscribe here, with a topic added: see `withTopic`. */
  readonly eventsUrl: URL;
  /** POST the output of `publishBody` here, with the topic added. */
  readonly publishUrl: URL;
  publishBody(topic: string, data: string): string;
  /** Its processes on this machine at this moment; empty if the bench did not start it. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

export interface Unavailable {
  readonly kind: "unavailable";
  /** Includes the cure: `not installed: apt-get install …`. */
  readonly reason: string;
}

/**
 * The body of a publish as this hub expects it, with the topic. The address has the topic too, for servers that cannot
 * read it from the body.
 */
export function jsonBody(topic: string, data: string): string {
  return JSON.stringify({ topic, data });
}

export function withTopic(address: URL, topic: string): URL {
  const url = new URL(address);
  url.searchParams.append("topic", topic);
  return url;
}

/** A peer that serves `/events` at this origin, as this hub does. */
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

/** The same hub, over its WebSocket. */
export function overWebSocket(hub: RunningServer): RunningServer {
  return { ...hub, eventsUrl: new URL("/ws", hub.eventsUrl) };
}

/** Where a server other than this hub has its events. */
export interface Paths {
  readonly events: string;
  /** POST here; the same as `events` unless given. */
  readonly publish: string;
}

/** One side, ready to start for a round. */
export interface ComparedSide {
  readonly side: Side;
  /** Whether it was already running: rounds then share its process, and nothing is known about it. */
  readonly isForeign: boolean;
  /** What a reader must know about it. */
  readonly warnings: readonly string[];
  /** @throws {BenchError} if it does not start, or nothing answers there */
  start(connections: number): Promise<RunningServer>;
}
