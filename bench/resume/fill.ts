/** Fills a log with events over HTTP, as fast as many publishers can. */

import { parseEventId, type LogPosition } from "#protocol";
import { BenchError, EXIT } from "../bench-error.ts";
import { publishTaken } from "../load/publish/publisher.ts";
import { countedLoop } from "../load/publish/schedule.ts";

/** Each with one request in flight; a hub commits concurrent publishes together. */
const LANES = 256;
/** Publishing stops after this time. */
const LONGEST_MS = 180_000;

export interface FillOrder {
  readonly url: URL;
  readonly topic: string;
  readonly events: number;
  readonly sizeBytes: number;
  /** Called after each stored event. */
  readonly onStored: (stored: number) => void;
  readonly signal: AbortSignal;
}

export interface Filled {
  readonly events: number;
  readonly elapsedMs: number;
  /** The newest event's position in the log. */
  readonly head: LogPosition;
}

/**
 * Publishes the events, then one more as the newest.
 * @throws {BenchError} when a publish is refused
 */
export async function fillLog(order: FillOrder): Promise<Filled> {
  const { url, topic, sizeBytes, signal } = order;
  const startedMs = performance.now();
  let stored = 0;
  const isLate = () => performance.now() - startedMs > LONGEST_MS;
  await publishTaken({
    address: { url },
    bodyOf: (number) => bodyOf(topic, number, sizeBytes),
    lanes: LANES,
    schedule: countedLoop(order.events - 1, isLate, signal),
    onAnswered: () => order.onStored(++stored),
    signal,
  });
  const head = await publishNewest(order);
  return { events: stored + 1, elapsedMs: performance.now() - startedMs, head };
}

function bodyOf(topic: string, number: number, sizeBytes: number): string {
  return JSON.stringify({ topic, data: `filling ${number} `.padEnd(sizeBytes, ".") });
}

async function publishNewest({ url, topic, sizeBytes }: FillOrder): Promise<LogPosition> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: bodyOf(topic, 0, sizeBytes),
  });
  const answer: unknown = await response.json();
  const id = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : "";
  const head = parseEventId(String(id));
  if (head !== undefined) return head;
  throw new BenchError(`The hub named the newest event '${id}'`, EXIT.internalError);
}
