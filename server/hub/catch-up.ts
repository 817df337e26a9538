/**
 * The one path by which a lagging subscriber comes back to the head: new, resuming and slow readers
 * alike. It reads from the window, and from the log where the window has moved on, at the pace at
 * which the reader's own stream drains. A step is bounded, so no reader holds up the others.
 */

import type { GapReason } from "#protocol";
import { formatEventId } from "#protocol";
import type { EventLog } from "../log/event-log.ts";
import type { EncodedEvent } from "./encoded-event.ts";
import { LogPages } from "./log-pages.ts";
import { encodeGap } from "./resume.ts";
import { type SharedChunk, SharedChunks } from "./shared-chunks.ts";
import { StalledReaders } from "./stalled-readers.ts";
import { type Audience, joinChunks, type Subscriber } from "./subscriber.ts";
import { selects } from "./topic-index.ts";
import type { EventWindow } from "./window.ts";

/** A chunk is closed once it holds so many bytes: a reader that stalls keeps no more of ours. */
const CHUNK_BYTES = 32 * 1024;
/** A step looks at no more events than this, selected or not. */
const STEP_EVENTS = 2_000;
/**
 * Readers that lag get so much of a turn of the event loop, and then live ones come first. The writing comes
 * on top of it, for a chunk of 32 kB about 30 µs.
 */
const TURN_MS = 1;
const TURN_STEPS = 32;

const NO_BYTES = new Uint8Array(0);

export interface CatchUpOptions {
  readonly log: EventLog;
  readonly window: EventWindow;
  /** Reads of the log under way at once; more wait their turn. */
  readonly maxConcurrentReads: number;
  /** A stream that is full and takes nothing for so long has stalled. */
  readonly stallTimeoutMs: number;
  readonly nowMs: () => number;
  /** The subscriber has everything up to the head. */
  readonly onCaughtUp: (subscriber: Subscriber) => void;
  /** So many events were handed to it, as so many bytes. */
  readonly onDelivered: (events: number, bytes: number) => void;
  readonly onGap: () => void;
  /** Its sink takes nothing any more. */
  readonly onFailed: (subscriber: Subscriber) => void;
  readonly onStalled: (subscriber: Subscriber) => void;
}

export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #pages: LogPages;
  readonly #chunks = new SharedChunks();
  /** Those that can take another chunk now, the one that has waited longest first. */
  readonly #ready = new Set<Subscriber>();
  readonly #full: StalledReaders;
  #reads = 0;
  #isRunning = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#pages = new LogPages(options.log);
    this.#full = new StalledReaders({
      ...options,
      onDrained: (subscriber) => this.add(subscriber),
    });
  }

  /** How many events the one furthest behind is behind the head. */
  get longestLag(): number {
    const { head } = this.#options.window;
    let longest = 0;
    for (const waiting of [this.#ready, this.#full.members]) {
      for (const { cursor } of waiting) longest = Math.max(longest, head - cursor);
    }
    return longest;
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
    this.#full.stop();
    this.#ready.clear();
  }

  #scheduleRun(): void {
    if (this.#isRunning || this.#ready.size === 0) return;
    this.#isRunning = true;
    setImmediate(() => {
      this.#run();
      this.#isRunning = false;
      this.#scheduleRun();
    });
  }

  #run(): void {
    const { nowMs } = this.#options;
    const endMs = nowMs() + TURN_MS;
    let left = Math.min(this.#ready.size, TURN_STEPS);
    for (const subscriber of this.#ready) {
      if (left-- === 0 || nowMs() > endMs) return;
      // Whoever is not done yet goes to the end of the row.
      this.#ready.delete(subscriber);
      this.#step(subscriber);
    }
  }

  #step(subscriber: Subscriber): void {
    const { window, onCaughtUp, onFailed, maxConcurrentReads } = this.#options;
    if (subscriber.state !== "lagging") return;
    const { desiredSize } = subscriber.sink;
    if (desiredSize === null) return onFailed(subscriber);
    if (desiredSize < 0) return this.#full.add(subscriber);
    if (subscriber.cursor >= window.head) return onCaughtUp(subscriber);
    const known = this.#chunks.find(subscriber.audience, subscriber.cursor);
    if (known !== undefined) return this.#send(subscriber, known);
    if (subscriber.cursor + 1 >= window.tail) return this.#sendFromWindow(subscriber);
    if (this.#reads < maxConcurrentReads) void this.#sendFromLog(subscriber);
    else this.#ready.add(subscriber);
  }

  #sendFromWindow(subscriber: Subscriber): void {
    const { window } = this.#options;
    const last = Math.min(window.head, subscriber.cursor + STEP_EVENTS);
    this.#send(
      subscriber,
      this.#make(subscriber, last, (position) => window.at(position)),
    );
  }

  /** The subscriber is set aside while its page is read, and back in the row afterwards. */
  async #sendFromLog(subscriber: Subscriber): Promise<void> {
    this.#reads += 1;
    try {
      await this.#sendPage(subscriber);
    } catch {
      const end = this.#pages.endOfPage(subscriber.cursor);
      this.#tellOfGap(subscriber, Math.min(end, this.#options.window.head), "unreadable");
      if (subscriber.state === "lagging") this.#ready.add(subscriber);
    } finally {
      this.#reads -= 1;
      this.#scheduleRun();
    }
  }

  async #sendPage(subscriber: Subscriber): Promise<void> {
    const { log, window } = this.#options;
    const { first, events } = await this.#pages.readAfter(subscriber.cursor);
    if (subscriber.state !== "lagging") return;
    const oldest = events.length > 0 ? first : log.bounds.tail;
    // A slow reader's next events may be gone by the time it drains.
    if (subscriber.cursor < oldest - 1) this.#tellOfGap(subscriber, oldest - 1, "evicted");
    const last = Math.min(window.head, first + events.length - 1);
    this.#send(
      subscriber,
      this.#make(subscriber, last, (position) => events[position - first]),
    );
  }

  /** The next chunk of the events up to `last`, for this reader and others at the same place. */
  #make(
    { audience, cursor: after }: Subscriber,
    last: number,
    eventAt: (position: number) => EncodedEvent | undefined,
  ): SharedChunk {
    const draft = new ChunkDraft(audience);
    let end = after;
    while (end < last && !draft.isFull) {
      end += 1;
      draft.add(eventAt(end));
    }
    const chunk = { bytes: draft.bytes(), eventCount: draft.eventCount, end };
    this.#chunks.keep(audience, after, chunk);
    return chunk;
  }

  /** The events up to and with `last` cannot be resent. */
  #tellOfGap(subscriber: Subscriber, last: number, reason: GapReason): void {
    const { log, onGap } = this.#options;
    const from = formatEventId(log.epoch, subscriber.cursor);
    const to = formatEventId(log.epoch, last);
    subscriber.cursor = last;
    onGap();
    this.#enqueue(subscriber, encodeGap(subscriber.audience.format, { from, to, reason }));
  }

  #send(subscriber: Subscriber, { bytes, eventCount, end }: SharedChunk): void {
    subscriber.cursor = end;
    this.#ready.add(subscriber);
    if (eventCount === 0 || !this.#enqueue(subscriber, bytes)) return;
    this.#options.onDelivered(eventCount, bytes.byteLength);
  }

  #enqueue(subscriber: Subscriber, bytes: Uint8Array): boolean {
    try {
      subscriber.sink.enqueue(bytes);
      return true;
    } catch {
      this.#options.onFailed(subscriber);
      return false;
    }
  }
}

/** Gathers those events that an audience selects. */
class ChunkDraft {
  readonly #audience: Audience;
  readonly #chunks: Uint8Array[] = [];
  #byteLength = 0;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  get eventCount(): number {
    return this.#chunks.length;
  }

  get isFull(): boolean {
    return this.#byteLength >= CHUNK_BYTES;
  }

  add(event: EncodedEvent | undefined): void {
    if (event === undefined || !selects(this.#audience.selectors, event.topics)) return;
    const bytes = event.bytesAs(this.#audience.format);
    this.#chunks.push(bytes);
    this.#byteLength += bytes.byteLength;
  }

  bytes(): Uint8Array {
    if (this.#chunks.length === 0) return NO_BYTES;
    return this.#audience.format.pack(joinChunks(this.#chunks));
  }
}
