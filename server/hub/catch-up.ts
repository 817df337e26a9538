/**
 * The one path by which a lagging subscriber catches up with the head: new, resuming and slow readers alike. It reads
 * the selected events from the window, or from the log where the window has moved on, at the pace at which the
 * reader's own stream drains. A step is bounded, so no reader holds up the others.
 */

import type { GapReason } from "#protocol";
import { LogUnavailableError, type ReadableLog } from "../log/event-log.ts";
import { type Chunk, ChunkDraft } from "./chunk.ts";
import { LogEvents, PAGE_BYTES, type PagedEvent } from "./log-events.ts";
import { encodeGap } from "./resume.ts";
import { SharedChunks } from "./shared-chunks.ts";
import { StalledReaders } from "./stalled-readers.ts";
import type { Peer, Subscriber } from "./subscriber.ts";
import { selects } from "./topic-index.ts";
import type { EventWindow } from "./window.ts";

/** Most events that one step looks for. */
const STEP_EVENTS = 256;
/**
 * Lagging readers get this much of each turn of the event loop before live ones take precedence. Writing is extra:
 * about 30 µs for a chunk of 32 kB.
 */
const TURN_MS = 1;
const TURN_STEPS = 32;
/** Delay before retrying a log that another process has locked. */
const LOCKED_MS = 100;

export interface CatchUpOptions {
  readonly log: ReadableLog;
  readonly window: EventWindow;
  /** Most concurrent reads of the log; further ones wait their turn. */
  readonly maxConcurrentReads: number;
  /** A stream has stalled once it has been full and taken nothing for this long. */
  readonly stallTimeoutMs: number;
  /** How many bytes the other end has acknowledged so far; `undefined` if unknown. */
  readonly takenBytes: (peer: Peer) => number | undefined;
  readonly nowMs: () => number;
  /** The subscriber has everything that its audience has, or will have with the pass under way. */
  readonly onCaughtUp: (subscriber: Subscriber) => void;
  /** This many events, as this many bytes, were handed to a subscriber. */
  readonly onDelivered: (subscriber: Subscriber, events: number, bytes: number) => void;
  readonly onGap: () => void;
  /** Its sink accepts nothing more. */
  readonly onFailed: (subscriber: Subscriber) => void;
  /** The rest of an event that it has received partly is gone. */
  readonly onBroken: (subscriber: Subscriber) => void;
  readonly onStalled: (subscriber: Subscriber) => void;
}

export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #logEvents: LogEvents;
  readonly #chunks = new SharedChunks();
  /** Those that can take another chunk now, longest wait first. */
  readonly #ready = new Set<Subscriber>();
  readonly #full: StalledReaders;
  #reads = 0;
  #isRunning = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#logEvents = new LogEvents(options.log);
    this.#full = new StalledReaders({
      ...options,
      onDrained: (subscriber) => this.add(subscriber),
    });
  }

  /** How many events the slowest subscriber is behind the head. */
  get longestLag(): number {
    const { head } = this.#options.window;
    let longest = 0;
    for (const waiting of [this.#ready, this.#full.members]) {
      for (const { cursor, isInternal } of waiting) {
        if (!isInternal) longest = Math.max(longest, head - cursor);
      }
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

  /** Whether it has been full, and has taken nothing, for the whole stall timeout. */
  hasTimedOut(subscriber: Subscriber): boolean {
    return this.#full.hasTimedOut(subscriber);
  }

  /** For how long it has been full and has taken nothing; `undefined` if it is not full. */
  fullForMs(subscriber: Subscriber): number | undefined {
    return this.#full.fullForMs(subscriber);
  }

  /** Stops polling; the subscribers stay where they are. */
  stop(): void {
    this.#full.stop();
    this.#ready.clear();
  }

  #scheduleRun(): void {
    if (this.#isRunning || this.#ready.size === 0) return;
    this.#isRunning = true;
    setImmediate(() => {
      this.#run();
      this.#options.window.trim();
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
      // A subscriber that is not done goes to the back of the queue.
      this.#ready.delete(subscriber);
      this.#step(subscriber);
    }
  }

  #step(subscriber: Subscriber): void {
    const { window, onCaughtUp, onFailed, maxConcurrentReads } = this.#options;
    const { audience, cursor, cut } = subscriber;
    if (subscriber.state !== "lagging") return;
    const { desiredSize } = subscriber.sink;
    if (desiredSize === null) return onFailed(subscriber);
    if (desiredSize < 0) return this.#full.add(subscriber);
    if (cursor >= this.#goalOf(subscriber)) return onCaughtUp(subscriber);
    const known = this.#chunks.find(audience, cursor, cut);
    if (known !== undefined) return this.#send(subscriber, known);
    if (cursor + 1 >= window.tail) return this.#sendFromWindow(subscriber);
    if (this.#reads < maxConcurrentReads) void this.#sendFromLog(subscriber);
    else this.#ready.add(subscriber);
  }

  #sendFromWindow(subscriber: Subscriber): void {
    const { window } = this.#options;
    const { audience, cursor } = subscriber;
    const { positions, end } = window.select(cursor, audience.selectors, STEP_EVENTS);
    const last = this.#goalOf(subscriber);
    const events = positions.values().flatMap((position) => {
      const event = position <= last ? window.at(position) : undefined;
      return event === undefined
        ? []
        : [{ position, topics: event.topics, bytes: event.bytesAs(audience.format) }];
    });
    this.#sendNext(subscriber, events, Math.min(end, last));
  }

  /** The subscriber leaves the queue while its page is read, and rejoins it afterwards. */
  async #sendFromLog(subscriber: Subscriber): Promise<void> {
    this.#reads += 1;
    try {
      await this.#sendPage(subscriber);
    } catch (error) {
      if (error instanceof LogUnavailableError) this.#tryAgain(subscriber);
      else await this.#skipUnreadable(subscriber).catch(() => this.#tryAgain(subscriber));
    } finally {
      this.#reads -= 1;
      this.#scheduleRun();
    }
  }

  async #sendPage(subscriber: Subscriber): Promise<void> {
    const { selectors, format } = subscriber.audience;
    const { events, end, lost } = await this.#logEvents.readAfter(
      subscriber.cursor,
      selectors,
      format,
    );
    if (subscriber.state !== "lagging") return;
    if (lost !== undefined) this.#tellOfGap(subscriber, lost, "evicted");
    if (subscriber.state !== "lagging") return;
    const last = this.#goalOf(subscriber);
    const sent = events.filter(({ position }) => position <= last);
    this.#sendNext(subscriber, sent, Math.min(end, last));
  }

  async #skipUnreadable(subscriber: Subscriber): Promise<void> {
    const { cursor, audience } = subscriber;
    const end = await this.#logEvents.endOfUnreadable(cursor, audience.selectors);
    if (subscriber.state !== "lagging") return;
    this.#tellOfGap(subscriber, Math.min(end, this.#goalOf(subscriber)), "unreadable");
    this.#readyAgain(subscriber);
  }

  /** Where it has caught up: its audience's next pass sends what comes later. */
  #goalOf({ audience }: Subscriber): number {
    return audience.positionWith(this.#options.window.head);
  }

  #tryAgain(subscriber: Subscriber): void {
    setTimeout(() => {
      if (subscriber.state === "lagging") this.add(subscriber);
    }, LOCKED_MS);
  }

  /** Makes the next chunk of these events, for all readers at this position, and sends it to this one. */
  #sendNext(subscriber: Subscriber, events: Iterable<PagedEvent>, end: number): void {
    const { audience, cursor, cut } = subscriber;
    const draft = new ChunkDraft(audience.format, cursor);
    let from = cut?.sentBytes ?? 0;
    let isWhole = true;
    for (const { position, topics, bytes } of events) {
      if (!selects(audience.selectors, topics)) continue;
      if (from > 0 && position !== cut?.position) return this.#options.onBroken(subscriber);
      isWhole = draft.byteLength < PAGE_BYTES && draft.take(bytes, position, from);
      if (!isWhole) break;
      from = 0;
    }
    if (from > 0 && isWhole) return this.#options.onBroken(subscriber);
    const chunk = draft.finish(isWhole ? end : draft.end);
    this.#chunks.keep(audience, cursor, cut, chunk);
    this.#send(subscriber, chunk);
  }

  /** The events up to and including `last` cannot be replayed. */
  #tellOfGap(subscriber: Subscriber, last: number, reason: GapReason): void {
    const { log, onGap, onBroken } = this.#options;
    if (subscriber.cut !== undefined) return onBroken(subscriber);
    const from = subscriber.resumedFrom ?? log.idAt(subscriber.cursor);
    const to = log.idAt(last);
    subscriber.cursor = last;
    subscriber.resumedFrom = undefined;
    subscriber.toldPosition = last;
    onGap();
    this.#enqueue(subscriber, encodeGap(subscriber.audience.format, { from, to, reason }));
  }

  #send(subscriber: Subscriber, { bytes, eventCount, lastPosition, end, cut }: Chunk): void {
    if (subscriber.state !== "lagging") return;
    subscriber.cursor = end;
    subscriber.cut = cut;
    subscriber.resumedFrom = undefined;
    this.#readyAgain(subscriber);
    if (bytes.byteLength === 0 || !this.#enqueue(subscriber, bytes)) return;
    subscriber.toldPosition = lastPosition ?? subscriber.toldPosition;
    this.#options.onDelivered(subscriber, eventCount, bytes.byteLength);
  }

  #readyAgain(subscriber: Subscriber): void {
    if (subscriber.state === "lagging") this.#ready.add(subscriber);
  }

  #enqueue(subscriber: Subscriber, bytes: Uint8Array): boolean {
    try {
      subscriber.write(bytes);
      return true;
    } catch {
      this.#options.onFailed(subscriber);
      return false;
    }
  }
}
