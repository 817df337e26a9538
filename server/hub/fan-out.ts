/**
 * Sends events to the live subscribers: one chunk per audience and pass, shared by all its members. Bun writes what a
 * turn of the event loop enqueues in one go that nothing interrupts, so a turn serves a slice of the readers, and
 * audiences take turns. What arrives for an audience meanwhile joins its next pass. A full stream is skipped, and one
 * that fills up between two chunks stops there; both continue from their cursor.
 */

import type { Draft } from "#protocol";
import type { DurableEvent } from "../log/event-log.ts";
import type { Cut } from "./chunk.ts";
import { type Counters, zeroCounters } from "./counters.ts";
import { EncodedEvent } from "./encoded-event.ts";
import type { HubMeasures } from "./measures.ts";
import { type Pass, type Sending, SinglePasses } from "./pass.ts";
import type { Audience, Subscriber } from "./subscriber.ts";
import { SliceEnds } from "./slice-ends.ts";
import type { TopicIndex } from "./topic-index.ts";
import type { EventWindow } from "./window.ts";

/** Readers that a turn of the event loop serves: about 2 ms of writing. */
const SLICE_READERS = 256;
/** Readers of one audience before the next one has its turn. */
const TURN_READERS = 64;
/** A chunk takes as long as another reader for each of these. */
const READER_BYTES = 8 * 1024;
/** Most pending events, counted once per audience: 16 MB of references. The window bounds the events themselves. */
const MAX_PENDING = 2 * 1024 * 1024;

/** Events that were accepted within this time of each other are timed as one. */
const SAME_MS = 0.01;

export interface FanOutOptions {
  readonly index: TopicIndex;
  readonly window: EventWindow;
  readonly counters: Counters;
  /** A monotonic clock, in ms. */
  readonly nowMs: () => number;
  readonly measures: Pick<HubMeasures, "onBatch" | "onAcceptedToDurable" | "onSent" | "onSlice">;
  /** It has all events up to `cursor`, and the part of the next one that `cut` describes: it has to catch up. */
  readonly onBehind: (subscriber: Subscriber, cursor: number, cut: Cut | undefined) => void;
  /** Its sink accepts nothing more. */
  readonly onFailed: (subscriber: Subscriber) => void;
}

/** What a slice sent of a pass. */
interface Sent {
  readonly pass: Pass;
  readers: number;
}

export class FanOut {
  readonly sliceEnds = new SliceEnds();
  readonly #options: FanOutOptions;
  /** What the hub's own readers get. */
  readonly #uncounted = zeroCounters();
  /** Those with a pass under way or pending, longest wait first. */
  readonly #queue = new Set<Audience>();
  readonly #singles = new SinglePasses();
  #sent: Sent[] = [];
  #pendingCount = 0;
  #isWaiting = false;

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  /** Sends the log's next events as soon as those before them allow; the first readers are served at once. */
  send(batch: readonly DurableEvent[]): void {
    const { window, counters, nowMs, measures } = this.#options;
    const durableAtMs = nowMs();
    measures.onBatch(batch.length);
    for (const { event, sizeBytes, acceptedAtMs, bytes } of batch) {
      if (acceptedAtMs !== undefined) measures.onAcceptedToDurable(durableAtMs - acceptedAtMs);
      const after = window.head;
      const encoded = window.add(event, sizeBytes, bytes);
      counters.events += 1;
      this.#enqueue({ encoded, acceptedAtMs, durableAtMs }, after);
    }
    if (!this.#isWaiting) this.#goOn();
  }

  /** Sends an event that is in no log. */
  announce(draft: Draft): void {
    const { window, nowMs } = this.#options;
    const sending = {
      encoded: new EncodedEvent(draft),
      acceptedAtMs: undefined,
      durableAtMs: nowMs(),
    };
    this.#enqueue(sending, window.head);
    if (!this.#isWaiting) this.#goOn();
  }

  /** Sends everything pending, without turns. */
  flush(): void {
    while (this.#queue.size > 0) this.#sendSlice();
  }

  #enqueue(sending: Sending, after: number): void {
    this.#options.index.forEachMatch(sending.encoded.topics, (audience) => {
      if (audience.live.size === 0) return;
      if (audience.collect(sending, after)) this.#pendingCount += 1;
      this.#queue.add(audience);
      if (this.#pendingCount <= MAX_PENDING) return;
      this.#pendingCount -= audience.pendingCount;
      audience.forgetPending();
    });
  }

  /** Bun writes what a turn enqueued behind its microtasks, and then runs what `setImmediate` has. */
  #goOn(): void {
    if (this.#queue.size === 0) return;
    this.#sendSlice();
    this.#isWaiting = true;
    setImmediate(() => {
      this.#isWaiting = false;
      this.#measure();
      this.#goOn();
    });
  }

  /** No `await` in here. */
  #sendSlice(): void {
    let left = SLICE_READERS;
    for (const audience of this.#queue) {
      if (left <= 0) break;
      this.#queue.delete(audience);
      left -= this.#takeTurn(audience);
      if (!audience.isIdle) this.#queue.add(audience);
    }
    this.#options.window.trim();
  }

  /** Serves some members of an audience. Returns how many readers' time that took. */
  #takeTurn(audience: Audience): number {
    const pass = audience.pass ?? this.#begin(audience);
    const before = pass.readerCount;
    let spent = 0;
    while (spent < TURN_READERS) {
      const subscriber = audience.nextReader();
      if (subscriber === undefined) break;
      spent += 1 + this.#serve(pass, subscriber) / READER_BYTES;
    }
    if (!audience.isInternal) this.#noteSent(pass, pass.readerCount - before);
    return spent;
  }

  #noteSent(pass: Pass, readers: number): void {
    if (readers === 0) return;
    const last = this.#sent.at(-1);
    if (last?.pass === pass) last.readers += readers;
    else this.#sent.push({ pass, readers });
  }

  #begin(audience: Audience): Pass {
    this.#pendingCount -= audience.pendingCount;
    return audience.beginPass(this.#options.window.head, this.#singles);
  }

  /** The hot path. Returns how many bytes the subscriber was sent. */
  #serve(pass: Pass, subscriber: Subscriber): number {
    const { onBehind, onFailed } = this.#options;
    const counters = subscriber.isInternal ? this.#uncounted : this.#options.counters;
    const { cursor, sink } = subscriber;
    if (cursor > pass.after) {
      // It became live after the pass began, or it started past the first of these events: its cursor tells.
      if (cursor < pass.end) onBehind(subscriber, cursor, undefined);
      return 0;
    }
    let sentBytes = 0;
    let end = pass.after;
    let cut: Cut | undefined;
    for (let index = 0; ; index++) {
      const chunk = pass.chunkAt(index);
      if (chunk === undefined) break;
      const { desiredSize } = sink;
      if (desiredSize === null) {
        onFailed(subscriber);
        return sentBytes;
      }
      if (desiredSize < 0) {
        counters.fellBehind += 1;
        subscriber.stalls += 1;
        onBehind(subscriber, end, cut);
        return sentBytes;
      }
      if (!this.#handOver(subscriber, chunk.bytes)) return sentBytes;
      counters.deliveries += chunk.eventCount;
      counters.deliveredBytes += chunk.bytes.byteLength;
      sentBytes += chunk.bytes.byteLength;
      end = chunk.end;
      cut = chunk.cut;
    }
    if (pass.isIncomplete) onBehind(subscriber, end, cut);
    else pass.readerCount += 1;
    return sentBytes;
  }

  #handOver(subscriber: Subscriber, bytes: Uint8Array): boolean {
    try {
      subscriber.write(bytes);
      return true;
    } catch {
      this.#options.onFailed(subscriber);
      return false;
    }
  }

  /** The bytes of the last slice have been written just now. Events accepted at nearly the same time are timed as one. */
  #measure(): void {
    const sentAtMs = this.#options.nowMs();
    this.sliceEnds.add(sentAtMs);
    const first = this.#sent[0]?.pass.sendings[0]?.encoded;
    if (first?.position !== undefined) this.#options.measures.onSlice(first.topics);
    let timed: Sending | undefined;
    let deliveries = 0;
    for (const { pass, readers } of this.#sent) {
      for (const sending of pass.sendings) {
        if (sending.encoded.position === undefined) continue;
        if (timed !== undefined && !isSameTime(timed, sending)) {
          this.#record(timed, deliveries, sentAtMs);
          deliveries = 0;
        }
        if (deliveries === 0) timed = sending;
        deliveries += readers;
      }
    }
    if (timed !== undefined) this.#record(timed, deliveries, sentAtMs);
    this.#sent = [];
  }

  #record({ acceptedAtMs, durableAtMs }: Sending, deliveries: number, sentAtMs: number): void {
    const sinceAcceptedMs = acceptedAtMs === undefined ? undefined : sentAtMs - acceptedAtMs;
    this.#options.measures.onSent(sinceAcceptedMs, sentAtMs - durableAtMs, deliveries);
  }
}

function isSameTime(one: Sending, other: Sending): boolean {
  if (one.durableAtMs !== other.durableAtMs) return false;
  const [first, second] = [one.acceptedAtMs, other.acceptedAtMs];
  if (first === undefined || second === undefined) return first === second;
  return Math.abs(first - second) < SAME_MS;
}
