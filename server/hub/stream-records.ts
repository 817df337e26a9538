/** A stream as it is shown to people, and what is remembered of one that was closed. */

import {
  MAX_CLOSED_STREAMS,
  MAX_LISTED_TOPICS,
  type StreamCause,
  type StreamRecord,
} from "#protocol";
import type { Subscriber } from "./subscriber.ts";

/** A stream's record, before its thread is known. */
export type ThreadlessRecord = Omit<StreamRecord, "id" | "thread"> & { readonly number: number };

/** The record of an open stream, with all its topics; `head` is the position of the log's newest event. */
export function recordOf(
  subscriber: Subscriber,
  head: number,
  fullForMs: number | undefined,
): ThreadlessRecord {
  const { number, state, address, userAgent, transport, openedAtMs, sentBytes, stalls } =
    subscriber;
  const { selectors } = subscriber.audience;
  const position = subscriber.positionAt(head);
  return {
    number,
    state: state === "closed" ? null : state,
    topics: selectors,
    topicCount: selectors.length,
    position,
    lagEvents: head - position,
    address: address ?? null,
    userAgent: userAgent ?? null,
    transport,
    openedAtMs,
    sentBytes,
    stalls,
    fullForMs: fullForMs ?? null,
    closedAtMs: null,
    cause: null,
  };
}

/** The same with few enough topics for a list. */
export function shortened<Long extends Pick<StreamRecord, "topics">>(record: Long): Long {
  if (record.topics.length <= MAX_LISTED_TOPICS) return record;
  return { ...record, topics: record.topics.slice(0, MAX_LISTED_TOPICS) };
}

/** The streams that closed last, at most `MAX_CLOSED_STREAMS`: 4 MB if all had the longest topics. */
export class ClosedStreams {
  readonly #records: ThreadlessRecord[] = [];
  #next = 0;

  add(open: ThreadlessRecord, closedAtMs: number, cause: StreamCause): void {
    const record = { ...shortened(open), state: null, fullForMs: null, closedAtMs, cause };
    this.#records[this.#next] = record;
    this.#next = (this.#next + 1) % MAX_CLOSED_STREAMS;
  }

  /** In no particular order. */
  get members(): readonly ThreadlessRecord[] {
    return this.#records;
  }
}
