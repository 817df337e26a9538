/**
 * The one path by which a lagging subscriber comes back to the head: new, resuming and slow readers
 * alike. It reads from the window, and from the log where the window has moved on, at the pace at
 * which the reader's own stream drains. A step is bounded, so no reader holds up the others.
 */

import { formatEventId } from "#protocol";
import type { EventLog } from "../log/event-log.ts";
import { behindTail, encodeGap } from "./resume.ts";
import { joinChunks, type Subscriber } from "./subscriber.ts";
import { selects } from "./topic-index.ts";
import { encode, type EncodedEvent, type EventWindow } from "./window.ts";

/** A page is closed once it holds so many bytes. */
const PAGE_BYTES = 256 * 1024;
/** A step looks at no more events than this, selected or not. */
const PAGE_EVENTS = 2_000;
/** How often a full stream is looked at again. */
const POLL_MS = 10;

export interface CatchUpOptions {
  readonly log: EventLog;
  readonly window: EventWindow;
  /** Reads of the log under way at once; more wait their turn. */
  readonly maxConcurrentReads: number;
  /** The subscriber has everything up to the head. */
  readonly onCaughtUp: (subscriber: Subscriber) => void;
  /** So many events were handed to it, as so many bytes. */
  readonly onDelivered: (events: number, bytes: number) => void;
  readonly onGap: () => void;
  /** Its sink takes nothing any more. */
  readonly onFailed: (subscriber: Subscriber) => void;
}

export class CatchUp {
  readonly #options: CatchUpOptions;
  /** Those that can take another page now. */
  readonly #ready = new Set<Subscriber>();
  /** Those whose stream is full. */
  readonly #full = new Set<Subscriber>();
  #reads = 0;
  #isRunning = false;
  #poll: Timer | undefined;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  add(subscriber: Subscriber): void {
    this.#ready.add(subscriber);
    this.#scheduleRun();
  }

  delete(subscriber: Subscriber): void {
    this.#ready.delete(subscriber);
    this.#full.delete(subscriber);
  }

  /** Stops looking; the subscribers stay where they are. */
  stop(): void {
    clearInterval(this.#poll);
    this.#ready.clear();
    this.#full.clear();
  }

  #scheduleRun(): void {
    if (this.#isRunning || this.#ready.size === 0) return;
    this.#isRunning = true;
    setImmediate(() => {
      for (const subscriber of this.#ready) this.#step(subscriber);
      this.#isRunning = false;
      this.#scheduleRun();
    });
  }

  #step(subscriber: Subscriber): void {
    const { window, onCaughtUp, onFailed } = this.#options;
    if (subscriber.state !== "lagging") return this.delete(subscriber);
    const { desiredSize } = subscriber.sink;
    if (desiredSize === null) return onFailed(subscriber);
    if (desiredSize < 0) return this.#park(subscriber);
    if (subscriber.cursor >= window.head) {
      this.delete(subscriber);
      return onCaughtUp(subscriber);
    }
    if (subscriber.cursor + 1 >= window.tail) return this.#sendFromWindow(subscriber);
    void this.#sendFromLog(subscriber);
  }

  #park(subscriber: Subscriber): void {
    this.#ready.delete(subscriber);
    this.#full.add(subscriber);
    this.#poll ??= setInterval(() => this.#lookAtFull(), POLL_MS);
  }

  #lookAtFull(): void {
    for (const subscriber of this.#full) {
      const { desiredSize } = subscriber.sink;
      if (desiredSize !== null && desiredSize < 0) continue;
      this.#full.delete(subscriber);
      this.#ready.add(subscriber);
    }
    if (this.#full.size === 0) {
      clearInterval(this.#poll);
      this.#poll = undefined;
    }
    this.#scheduleRun();
  }

  #sendFromWindow(subscriber: Subscriber): void {
    const { window } = this.#options;
    const last = Math.min(window.head, subscriber.cursor + PAGE_EVENTS);
    const page: EncodedEvent[] = [];
    let bytes = 0;
    let position = subscriber.cursor;
    while (position < last && bytes < PAGE_BYTES) {
      const event = window.at(++position);
      if (event === undefined || !selects(subscriber.audience.selectors, event.topics)) continue;
      page.push(event);
      bytes += event.bytes.byteLength;
    }
    this.#send(subscriber, page, position);
  }

  /** The subscriber is set aside while its page is read, and back in the row afterwards. */
  async #sendFromLog(subscriber: Subscriber): Promise<void> {
    const { maxConcurrentReads, onFailed } = this.#options;
    if (this.#reads >= maxConcurrentReads) return;
    this.#reads += 1;
    this.#ready.delete(subscriber);
    try {
      await this.#readPage(subscriber);
      if (subscriber.state === "lagging") this.#ready.add(subscriber);
    } catch {
      onFailed(subscriber);
    } finally {
      this.#reads -= 1;
      this.#scheduleRun();
    }
  }

  async #readPage(subscriber: Subscriber): Promise<void> {
    const { log, window } = this.#options;
    const events = await log.read(subscriber.cursor, PAGE_EVENTS);
    if (subscriber.state !== "lagging") return;
    this.#tellOfEviction(subscriber, events[0]?.position ?? log.bounds.tail);
    const page: EncodedEvent[] = [];
    let bytes = 0;
    let position = subscriber.cursor;
    for (const event of events) {
      if (event.position > window.head || bytes >= PAGE_BYTES) break;
      position = event.position;
      if (!selects(subscriber.audience.selectors, event.topics)) continue;
      const encoded = encode(event);
      page.push(encoded);
      bytes += encoded.bytes.byteLength;
    }
    this.#send(subscriber, page, position);
  }

  /** A slow reader's next events may be gone by the time it drains. */
  #tellOfEviction(subscriber: Subscriber, oldestHeld: number): void {
    if (subscriber.cursor >= oldestHeld - 1) return;
    const { log, onGap } = this.#options;
    const { cursor, gap } = behindTail(log, formatEventId(log.epoch, subscriber.cursor), "evicted");
    subscriber.cursor = cursor;
    onGap();
    if (gap !== undefined) subscriber.sink.enqueue(encodeGap(gap));
  }

  #send(subscriber: Subscriber, page: readonly EncodedEvent[], cursor: number): void {
    const { onDelivered, onFailed } = this.#options;
    subscriber.cursor = Math.max(subscriber.cursor, cursor);
    if (page.length === 0) return;
    const chunk = joinChunks(page.map((event) => event.bytes));
    try {
      subscriber.sink.enqueue(chunk);
      onDelivered(page.length, chunk.byteLength);
    } catch {
      onFailed(subscriber);
    }
  }
}
