/**
 * The hub: cursors into an ordered log. It checks drafts and passes them on, follows the log and fans its events out,
 * and tracks each stream's position from start to end. It knows neither HTTP nor Elysia.
 */

import type { Draft, HubEvent, StatsSnapshot, StreamCause } from "#protocol";
import { draftFault, isReservedTopic, parseEventId, withLineFeeds } from "#protocol";
import type { ReadableLog } from "../log/event-log.ts";
import type { RingLimits } from "../log/ring.ts";
import type { Cap, StreamCaps } from "./caps.ts";
import { CatchUp } from "./catch-up.ts";
import type { Cut } from "./chunk.ts";
import type { Counters } from "./counters.ts";
import { endStreams } from "./drain.ts";
import { FanOut } from "./fan-out.ts";
import { beat, startHeartbeat } from "./heartbeat.ts";
import type { HubMeasures } from "./measures.ts";
import { encodeGap, findResumePoint } from "./resume.ts";
import { InvalidDraftError, ReservedTopicError, StreamRefusedError } from "./refusals.ts";
import { StreamList } from "./stream-list.ts";
import { StreamNames } from "./stream-names.ts";
import { type Peer, type Sink, Subscriber } from "./subscriber.ts";
import { TopicIndex } from "./topic-index.ts";
import { IndexReaders, type TopicReaders } from "./topic-readers.ts";
import { EventWindow } from "./window.ts";
import { SSE_FORMAT, type WireFormat } from "./wire-format.ts";

export interface HubOptions {
  /** Which of the serving threads this is, from 0. */
  readonly thread: number;
  readonly log: ReadableLog;
  /** Puts a draft in the log; resolves with the stored event once it is as durable as the log promises. */
  readonly accept: (draft: Draft) => Promise<HubEvent>;
  readonly counters: Counters;
  readonly window: RingLimits;
  readonly caps: StreamCaps;
  readonly maxConcurrentReads: number;
  /** A stream is closed once it has been full and taken nothing for this long. */
  readonly stallTimeoutMs: number;
  /** How many bytes the other end has acknowledged so far; `undefined` if unknown. */
  readonly takenBytes: (peer: Peer) => number | undefined;
  readonly heartbeatMs: number;
  /** Each stream gets a random reconnection time in this range, so that a herd spreads out. */
  readonly retryMs: { readonly from: number; readonly to: number };
  /** A monotonic clock, in ms. */
  readonly nowMs: () => number;
  /** Since 1970, in ms. */
  readonly wallMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly measures: HubMeasures;
  /** Called when a selector comes into use, and when it falls out of it. */
  readonly onSelector?: ((selector: string, isUsed: boolean) => void) | undefined;
}

/** What a new stream asks for. */
export interface Subscription {
  readonly selectors: readonly string[];
  readonly lastEventId?: string | undefined;
  /** Client address, for the cap per address. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  /** The other end of its connection, unless other streams share it. */
  readonly peer?: Peer | undefined;
  /** A name by which its owner can cut the stream. */
  readonly streamName?: string | undefined;
  readonly isInternal?: boolean | undefined;
  /** Default: an event stream. */
  readonly format?: WireFormat | undefined;
}

/** Whether the hub accepts another stream now. */
export type Admission = "open" | Cap | "draining";

export class Hub {
  readonly counters: Counters;
  /** The open streams, and those that closed lately. */
  readonly streams: StreamList;
  readonly topicReaders: TopicReaders;
  readonly #options: HubOptions;
  readonly #index: TopicIndex;
  readonly #subscribers = new Set<Subscriber>();
  readonly #names = new StreamNames();
  readonly #window: EventWindow;
  readonly #fanOut: FanOut;
  readonly #catchUp: CatchUp;
  readonly #unfollow: () => void;
  readonly #stopHeartbeat: () => void;
  #liveCount = 0;
  #internalCount = 0;
  #webSocketCount = 0;
  #lastNumber = 0;
  #isDraining = false;

  constructor(options: HubOptions) {
    const { log, counters, maxConcurrentReads, stallTimeoutMs, takenBytes, nowMs } = options;
    this.#options = options;
    this.counters = counters;
    this.#index = new TopicIndex(options.onSelector);
    this.topicReaders = new IndexReaders(this.#index, nowMs);
    this.#window = new EventWindow(options.window, log.bounds.head);
    this.#fanOut = new FanOut({
      index: this.#index,
      window: this.#window,
      counters,
      nowMs,
      measures: options.measures,
      onBehind: (subscriber, cursor, cut) => this.#fallBehind(subscriber, cursor, cut),
      onFailed: (subscriber) => this.#forget(subscriber, "write failed"),
    });
    this.#unfollow = log.follow(log.bounds.head, (batch) => this.#fanOut.send(batch));
    this.#catchUp = new CatchUp({
      log,
      window: this.#window,
      maxConcurrentReads,
      stallTimeoutMs,
      takenBytes,
      nowMs,
      onCaughtUp: (subscriber) => this.#goLive(subscriber),
      onDelivered: ({ isInternal }, events, bytes) => {
        if (isInternal) return;
        counters.deliveries += events;
        counters.deliveredBytes += bytes;
      },
      onGap: () => (counters.gaps += 1),
      onFailed: (subscriber) => this.#forget(subscriber, "write failed"),
      onBroken: (subscriber) => this.#breakOff(subscriber, "event lost"),
      onStalled: (subscriber) => this.#evict(subscriber),
    });
    this.#stopHeartbeat = startHeartbeat(this.#subscribers, options.heartbeatMs, (subscriber) => {
      const isSent = beat(subscriber, this.#window.head, (head) => log.idAt(head));
      if (!isSent) this.#forget(subscriber, "write failed");
    });
    this.streams = new StreamList({
      thread: options.thread,
      open: this.#subscribers,
      openCount: () => this.state.connections,
      head: () => this.#window.head,
      fullForMs: (subscriber) => this.#catchUp.fullForMs(subscriber),
    });
  }

  /** For the stats: the log's epoch and kind, the window's size and the open streams. */
  get state(): HubState {
    const { log } = this.#options;
    const open = this.#subscribers.size - this.#internalCount;
    return {
      epoch: log.epoch,
      log: log.kind,
      state: this.#isDraining ? "draining" : "serving",
      connections: open,
      webSockets: this.#webSocketCount,
      lagging: open - this.#liveCount,
      lagEvents: this.#catchUp.longestLag,
      topics: this.#index.selectorCount,
      window: this.#window.size,
    };
  }

  /** Whether it accepts another stream, from this address if one is given. */
  admissionOf(address?: string): Admission {
    if (this.#isDraining) return "draining";
    return this.#options.caps.reached(address) ?? "open";
  }

  /** Caps do not apply to the hub's own canary. */
  admissionOfOwn(): Admission {
    return this.#isDraining ? "draining" : "open";
  }

  /**
   * Resolves with the stored event once it is as durable as the log promises.
   * @throws {InvalidDraftError} when the draft is invalid; the message says why
   * @throws {ReservedTopicError} when a topic belongs to the hub
   * @throws {IdCollisionError} when another event has its id
   * @throws {IntakeFullError} when too many publishes are waiting
   * @throws {IntakeClosedError} when the hub is closed
   */
  publish(draft: Draft): Promise<HubEvent> {
    const reserved = draft.topics.find(isReservedTopic);
    if (reserved !== undefined) throw new ReservedTopicError(reserved);
    const fault = draftFault(draft);
    if (fault !== undefined) throw new InvalidDraftError(`Cannot publish: ${fault}`);
    const own = draft.id === undefined ? undefined : parseEventId(draft.id);
    if (own !== undefined && this.#options.log.hasEpoch(own.epoch)) {
      throw new InvalidDraftError(
        `Cannot publish with id '${draft.id}': ids that start with '${own.epoch}-' are the hub's own`,
      );
    }
    return this.#options.accept(withLineFeeds(draft));
  }

  /** Hands an event of the hub's own to live subscribers; it is not stored and has no id. */
  announce(draft: Draft): void {
    this.#fanOut.announce(draft);
  }

  /**
   * Opens a stream: its first bytes are written at once, then its events follow.
   * @throws {StreamRefusedError} when a cap is reached
   */
  subscribe(sink: Sink, subscription: Subscription): Subscriber {
    const { selectors, lastEventId, streamName, isInternal = false } = subscription;
    const cap = isInternal ? undefined : this.#options.caps.add(subscription.address);
    if (cap !== undefined) throw new StreamRefusedError(cap);
    const format = subscription.format ?? SSE_FORMAT;
    const audience = this.#index.join(format, selectors, isInternal);
    const number = ++this.#lastNumber;
    const origin = { ...subscription, number, openedAtMs: this.#options.wallMs() };
    const subscriber = new Subscriber(sink, audience, this.#window.head, origin);
    this.#subscribers.add(subscriber);
    if (isInternal) this.#internalCount += 1;
    else this.counters.subscribed += 1;
    if (subscriber.transport === "ws") this.#webSocketCount += 1;
    if (streamName !== undefined) this.#names.add(subscriber, streamName);
    if (format.opening !== undefined) subscriber.write(format.opening);
    subscriber.write(format.pack(format.retry(this.#jitteredRetryMs())));
    if (lastEventId === undefined) this.#catchUp.add(subscriber);
    else
      this.#resume(subscriber, lastEventId).catch(() => this.#end(subscriber, "log unavailable"));
    return subscriber;
  }

  /**
   * The other end has closed the stream; a second call does nothing. If the reader had stalled, it was the kernel that
   * gave up, ahead of a hub that had no time to.
   */
  unsubscribe(subscriber: Subscriber): void {
    const hasStalled = this.#catchUp.hasTimedOut(subscriber);
    if (hasStalled) this.counters.stalled += 1;
    this.#forget(subscriber, hasStalled ? "stalled" : "client left");
  }

  /** When what was handed over to a socket at this time had been written; `undefined` if it has not been yet. */
  writtenAtMs(handedOverAtMs: number): number | undefined {
    return this.#fanOut.sliceEnds.firstAfter(handedOverAtMs);
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Ends the stream with this name; false if there is none. */
  cut(streamName: string): boolean {
    return this.#cut(this.#names.find(streamName));
  }

  /** Ends the stream with this number; false if none is open. */
  cutNumber(number: number): boolean {
    return this.#cut(this.#subscribers.values().find((one) => one.number === number));
  }

  /**
   * Accepts no new streams, and ends the open ones one after the other over `drainMs`. All are told to come back
   * after the drain: earlier they would be refused, which ends an EventSource for good. What was published before is
   * sent before.
   */
  async drain(drainMs: number): Promise<void> {
    const overMs = this.#options.nowMs() + drainMs;
    this.#isDraining = true;
    this.#stopHeartbeat();
    this.#fanOut.flush();
    await endStreams(this.#subscribers, drainMs, (subscriber) =>
      this.#end(subscriber, "drained", Math.max(0, overMs - this.#options.nowMs())),
    );
    this.#catchUp.stop();
    this.#unfollow();
  }

  #cut(subscriber: Subscriber | undefined): boolean {
    if (subscriber === undefined) return false;
    this.#end(subscriber, "cut");
    return true;
  }

  async #resume(subscriber: Subscriber, lastEventId: string): Promise<void> {
    this.counters.resumed += 1;
    const point = await findResumePoint(this.#options.log, () => this.#window.head, lastEventId);
    if (subscriber.state === "closed") return;
    this.#options.measures.onResumed(this.#window.head - point.cursor);
    subscriber.cursor = point.cursor;
    subscriber.toldPosition = point.cursor;
    subscriber.resumedFrom = lastEventId;
    if (point.gap !== undefined) {
      this.counters.gaps += 1;
      subscriber.write(encodeGap(subscriber.audience.format, point.gap));
    }
    this.#catchUp.add(subscriber);
  }

  #goLive(subscriber: Subscriber): void {
    subscriber.state = "live";
    subscriber.audience.live.add(subscriber);
    if (!subscriber.isInternal) this.#liveCount += 1;
  }

  #fallBehind(subscriber: Subscriber, cursor: number, cut: Cut | undefined): void {
    subscriber.state = "lagging";
    subscriber.cursor = cursor;
    subscriber.cut = cut;
    subscriber.audience.live.delete(subscriber);
    if (!subscriber.isInternal) this.#liveCount -= 1;
    this.#catchUp.add(subscriber);
  }

  #forget(subscriber: Subscriber, cause: StreamCause): void {
    if (!this.#subscribers.delete(subscriber)) return;
    if (subscriber.isInternal) this.#internalCount -= 1;
    else this.#countOut(subscriber, cause);
    if (subscriber.transport === "ws") this.#webSocketCount -= 1;
    subscriber.state = "closed";
    subscriber.audience.live.delete(subscriber);
    this.#index.leave(subscriber.audience);
    this.#catchUp.delete(subscriber);
    this.#names.delete(subscriber);
  }

  #countOut(subscriber: Subscriber, cause: StreamCause): void {
    this.streams.remember(subscriber, this.#options.wallMs(), cause);
    if (subscriber.state === "live") this.#liveCount -= 1;
    this.counters.unsubscribed += 1;
    this.#options.caps.delete(subscriber.address);
  }

  /** A stalled stream costs a socket, and nobody is reading it; if somebody is, the client can resume. */
  #evict(subscriber: Subscriber): void {
    this.counters.stalled += 1;
    this.#breakOff(subscriber, "stalled");
  }

  /** Ends a stream at once; its client comes back with its last id. */
  #breakOff(subscriber: Subscriber, cause: StreamCause): void {
    this.#forget(subscriber, cause);
    subscriber.sink.error();
  }

  /**
   * Ends a stream with a new reconnection time that starts at `afterMs`; a full one would keep its queue, so it is
   * aborted.
   */
  #end(subscriber: Subscriber, cause: StreamCause, afterMs = 0): void {
    const { sink } = subscriber;
    const { format } = subscriber.audience;
    this.#forget(subscriber, cause);
    if (sink.desiredSize === null) return;
    if (sink.desiredSize < 0) return sink.error();
    sink.enqueue(format.pack(format.retry(Math.round(afterMs) + this.#jitteredRetryMs())));
    sink.close();
  }

  #jitteredRetryMs(): number {
    const { from, to } = this.#options.retryMs;
    return Math.round(from + (to - from) * this.#options.random());
  }
}

/** The hub's part of a stats snapshot. */
export type HubState = Pick<
  StatsSnapshot,
  "connections" | "webSockets" | "lagging" | "lagEvents" | "topics" | "window"
> &
  Pick<StatsSnapshot["hub"], "epoch" | "log" | "state">;
