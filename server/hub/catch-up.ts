/**
 * The one path by which a lagging subscriber comes back to the head: new, resuming and slow readers
 * alike. It reads from the window, and from the log where the window has moved on, at the pace at
 * which the reader's own stream drains. A step is bounded, so no reader holds up the others.
 */

import { formatEventId } from "#protocol";
import type { EventLog } from "../log/event-log.ts";
import { EncodedEvent } from "./encoded-event.ts";
import { behindTail, encodeGap } from "./resume.ts";
import { type Audience, joinChunks, type Subscriber } from "./subscriber.ts";
import { selects } from "./topic-index.ts";
import type { EventWindow } from "./window.ts";

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
    const page = new Page(subscriber);
    const last = Math.min(window.head, subscriber.cursor + PAGE_EVENTS);
    while (page.cursor < last && !page.isFull) page.add(window.at(page.cursor + 1));
    this.#send(subscriber, page);
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
    const page = new Page(subscriber);
    for (const event of events) {
      if (event.position > window.head || page.isFull) break;
      page.add(new EncodedEvent(event.topics, event));
    }
    this.#send(subscriber, page);
  }

  /** A slow reader's next events may be gone by the time it drains. */
  #tellOfEviction(subscriber: Subscriber, oldestHeld: number): void {
    if (subscriber.cursor >= oldestHeld - 1) return;
    const { log, onGap } = this.#options;
    const { cursor, gap } = behindTail(log, formatEventId(log.epoch, subscriber.cursor), "evicted");
    subscriber.cursor = cursor;
    onGap();
    if (gap !== undefined) subscriber.sink.enqueue(encodeGap(subscriber.audience.format, gap));
  }

  #send(subscriber: Subscriber, page: Page): void {
    const { onDelivered, onFailed } = this.#options;
    subscriber.cursor = page.cursor;
    if (page.chunks.length === 0) return;
    const chunk = joinChunks(page.chunks);
    try {
      subscriber.sink.enqueue(chunk);
      onDelivered(page.chunks.length, chunk.byteLength);
    } catch {
      onFailed(subscriber);
    }
  }
}

/** What one step sends: the selected ones of the events right after the subscriber's cursor. */
class Page {
  readonly chunks: Uint8Array[] = [];
  /** Position of the last event looked at. */
  cursor: number;
  readonly #audience: Audience;
  #bytes = 0;

  constructor({ cursor, audience }: Subscriber) {
    this.cursor = cursor;
    this.#audience = audience;
  }

  get isFull(): boolean {
    return this.#bytes >= PAGE_BYTES;
  }

  /** Takes the event after `cursor`. */
  add(event: EncodedEvent | undefined): void {
    this.cursor += 1;
    if (event === undefined || !selects(this.#audience.selectors, event.topics)) return;
    const bytes = event.bytesAs(this.#audience.format);
    this.chunks.push(bytes);
    this.#bytes += bytes.byteLength;
  }
}
