/**
 * Hands a batch to the live subscribers: one chunk per audience, shared by all its members. A full stream is skipped,
 * and one that fills up between two chunks stops there; both continue from their cursor.
 */

import type { Audience } from "./subscriber.ts";
import type { Chunk, Cut } from "./chunk.ts";
import type { Counters } from "./counters.ts";
import { EncodedEvent } from "./encoded-event.ts";
import type { Committed } from "./intake.ts";
import type { HubMeasures } from "./measures.ts";
import type { Subscriber } from "./subscriber.ts";
import type { TopicIndex } from "./topic-index.ts";
import type { EventWindow } from "./window.ts";

export interface FanOutOptions {
  readonly index: TopicIndex;
  readonly window: EventWindow;
  readonly counters: Counters;
  /** A monotonic clock, in ms. */
  readonly nowMs: () => number;
  readonly measures: Pick<HubMeasures, "onDurableToSent" | "onAcceptedToSent">;
  /** Its stream is full: it has all events up to `cursor`, and the part of the next one that `cut` describes. */
  readonly onBehind: (subscriber: Subscriber, cursor: number, cut: Cut | undefined) => void;
  /** Its sink accepts nothing more. */
  readonly onFailed: (subscriber: Subscriber) => void;
}

export class FanOut {
  readonly #options: FanOutOptions;

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  send(batch: readonly Committed[]): void {
    const { window, nowMs } = this.#options;
    const headBefore = window.head;
    const durableAtMs = nowMs();
    const touched = new Set<Audience>();
    const acceptedAtMs: number[] = [];
    for (const committed of batch) {
      const isAwaited = this.#collect(committed, touched);
      if (isAwaited && committed.event !== undefined) {
        acceptedAtMs.push(committed.accepted.acceptedAtMs);
      }
    }
    for (const audience of touched) this.#deliver(audience, headBefore);
    window.trim();
    this.#measure(acceptedAtMs, durableAtMs);
  }

  /** Whether any live subscriber selects the event. */
  #collect({ accepted, event }: Committed, touched: Set<Audience>): boolean {
    const { index, window, counters } = this.#options;
    if (event !== undefined && event.position <= window.head) {
      counters.repeated += 1;
      return false;
    }
    const encoded =
      event === undefined
        ? new EncodedEvent(accepted.draft)
        : window.add(event, accepted.sizeBytes);
    if (event !== undefined) counters.events += 1;
    let isAwaited = false;
    index.forEachMatch(encoded.topics, (audience) => {
      audience.collect(encoded);
      touched.add(audience);
      isAwaited ||= audience.live.size > 0;
    });
    return isAwaited;
  }

  /** The hot loop: every live subscriber of the audience, no `await`. */
  #deliver(audience: Audience, headBefore: number): void {
    const { counters, onBehind, onFailed } = this.#options;
    const chunks = audience.takeBatch(headBefore);
    const [first] = chunks;
    if (first === undefined) return;
    let reached = 0;
    for (const subscriber of audience.live) {
      const { desiredSize } = subscriber.sink;
      if (desiredSize === null) onFailed(subscriber);
      else if (desiredSize < 0) onBehind(subscriber, headBefore, undefined);
      else if (this.#handOver(subscriber, first.bytes)) reached += 1;
    }
    counters.deliveries += first.eventCount * reached;
    counters.deliveredBytes += first.bytes.byteLength * reached;
    if (chunks.length > 1) this.#deliverMore(audience, chunks);
  }

  /** For large batches: a stream gets chunks until it is full. */
  #deliverMore(audience: Audience, chunks: readonly Chunk[]): void {
    for (const subscriber of audience.live) this.#sendMore(subscriber, chunks);
  }

  #sendMore(subscriber: Subscriber, chunks: readonly Chunk[]): void {
    const { counters, onBehind, onFailed } = this.#options;
    for (let index = 1; index < chunks.length; index++) {
      const [before, chunk] = [chunks[index - 1], chunks[index]];
      if (before === undefined || chunk === undefined) return;
      const { desiredSize } = subscriber.sink;
      if (desiredSize === null) return onFailed(subscriber);
      if (desiredSize < 0) return onBehind(subscriber, before.end, before.cut);
      if (!this.#handOver(subscriber, chunk.bytes)) return;
      counters.deliveries += chunk.eventCount;
      counters.deliveredBytes += chunk.bytes.byteLength;
    }
  }

  #handOver(subscriber: Subscriber, bytes: Uint8Array): boolean {
    try {
      subscriber.sink.enqueue(bytes);
      return true;
    } catch {
      this.#options.onFailed(subscriber);
      return false;
    }
  }

  /** Bun writes everything a turn enqueued after the turn's microtasks; `setImmediate` runs right after that. */
  #measure(acceptedAtMs: readonly number[], durableAtMs: number): void {
    if (acceptedAtMs.length === 0) return;
    setImmediate(() => {
      const { nowMs, measures } = this.#options;
      const sentAtMs = nowMs();
      measures.onDurableToSent(sentAtMs - durableAtMs);
      for (const startMs of acceptedAtMs) measures.onAcceptedToSent(sentAtMs - startMs);
    });
  }
}
