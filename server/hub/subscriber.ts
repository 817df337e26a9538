/**
 * One open stream. It is either live (it gets what its audience is sent) or lagging, and then `cursor` is the position
 * of its last event. It owns no queue.
 */

import type { Transport } from "#protocol";
import type { Cut } from "./chunk.ts";
import { Pass, type Sending, type SinglePasses } from "./pass.ts";
import type { WireFormat } from "./wire-format.ts";

/**
 * Where a subscriber's bytes go; a `ReadableStreamDefaultController` fits as is. `desiredSize` is 0 or more if the
 * stream accepts another chunk, negative if it is full, `null` if it has failed.
 */
export interface Sink {
  readonly desiredSize: number | null;
  /** Throws if it accepts nothing more. */
  enqueue(chunk: Uint8Array): void;
  /** Ends the stream once everything queued is sent. */
  close(): void;
  /** Ends the stream at once and drops its queue. It passes no reason, which Bun would print as an error. */
  error(): void;
}

/** The other end of a connection that carries a single stream. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export type SubscriberState = "live" | "lagging" | "closed";

/** What is known of a stream from its start. */
export interface SubscriberOrigin {
  /** Unique in its hub, and larger than those before it. */
  readonly number?: number;
  /** Since 1970, in ms. */
  readonly openedAtMs?: number;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly peer?: Peer | undefined;
}

export class Subscriber {
  readonly number: number;
  readonly sink: Sink;
  readonly audience: Audience;
  /** The client's, for the cap per address. */
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  readonly peer: Peer | undefined;
  readonly openedAtMs: number;
  /** Handed to its sink so far. */
  sentBytes = 0;
  /** How often it was skipped because its sink was full. */
  stalls = 0;
  state: SubscriberState = "lagging";
  /** Position of the last event it has completely, while it is lagging; where it became live, since then. */
  cursor: number;
  /** The event it has in part; kept only while it is lagging. */
  cut: Cut | undefined;
  /** The id it resumed from, until something is sent to it. */
  resumedFrom: string | undefined;
  /** Position of the last id sent to it individually, or of its start. Its audience may have received later ones. */
  toldPosition: number;

  constructor(sink: Sink, audience: Audience, cursor: number, origin: SubscriberOrigin = {}) {
    const { number = 0, openedAtMs = 0, address, userAgent, peer } = origin;
    this.number = number;
    this.openedAtMs = openedAtMs;
    this.sink = sink;
    this.audience = audience;
    this.cursor = cursor;
    this.toldPosition = cursor;
    this.address = address;
    this.userAgent = userAgent;
    this.peer = peer;
  }

  /** One of the hub's own, which does not count. */
  get isInternal(): boolean {
    return this.audience.isInternal;
  }

  get transport(): Transport {
    return this.audience.format.name === "ws" ? "ws" : "sse";
  }

  /** Hands bytes to its sink. Throws if that accepts nothing more. */
  write(chunk: Uint8Array): void {
    this.sink.enqueue(chunk);
    this.sentBytes += chunk.byteLength;
  }

  /** Position of the last event it has, while a pass is under way at least; `head` is that of the newest. */
  positionAt(head: number): number {
    if (this.state !== "live") return this.cursor;
    return Math.max(this.cursor, this.audience.sentUpTo(head));
  }
}

let audienceCount = 0;

const NOBODY: Iterator<Subscriber> = [].values();

/**
 * All subscribers with the same selectors on the same transport: they are sent the same chunks, pass by pass. The hub's
 * own readers have audiences of their own.
 */
export class Audience {
  /** Unique for the lifetime of the process. */
  readonly number = ++audienceCount;
  readonly format: WireFormat;
  /** Sorted, without duplicates. */
  readonly selectors: readonly string[];
  /** Whether its members are the hub's own: its canary, its probes. */
  readonly isInternal: boolean;
  readonly live = new Set<Subscriber>();
  /** Live and lagging members; the audience is dropped with its last one. */
  memberCount = 0;
  #pass: Pass | undefined;
  /** Live members that the pass has not reached yet; those who come meanwhile are added. */
  #readers: Iterator<Subscriber> = NOBODY;
  /** Position of the last event that was sent, or is being sent, to all live members. */
  latestPosition = 0;
  /** What the next pass sends, in order. */
  #pending: Sending[] = [];
  /** Position of the last event before these. */
  #pendingAfter: number | undefined;
  #isIncomplete = false;

  constructor(format: WireFormat, selectors: readonly string[], isInternal = false) {
    this.format = format;
    this.selectors = selectors;
    this.isInternal = isInternal;
  }

  /** Whether its live members have everything that was published. */
  get isIdle(): boolean {
    return this.#pass === undefined && this.#pendingAfter === undefined;
  }

  get pass(): Pass | undefined {
    return this.#pass;
  }

  /** How many events the next pass has so far. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /** The position up to which its live members have everything, or will with the pass under way. */
  positionWith(head: number): number {
    return this.#pendingAfter ?? head;
  }

  /** The position up to which all live members have everything. */
  sentUpTo(head: number): number {
    return this.#pass?.after ?? this.positionWith(head);
  }

  /**
   * Adds an event to the next pass, once, however many of its topics are selected; `after` is the position before it.
   * Returns whether it is held.
   */
  collect(sending: Sending, after: number): boolean {
    this.#pendingAfter ??= after;
    if (this.#isIncomplete || this.#pending.at(-1) === sending) return false;
    this.#pending.push(sending);
    return true;
  }

  /** Lets go of what is pending: the members have to catch up instead. */
  forgetPending(): void {
    this.#pending = [];
    this.#isIncomplete = true;
  }

  /** Begins the next pass with what is pending; `head` is the position of the newest event. */
  beginPass(head: number, singles: SinglePasses): Pass {
    const pass = this.#nextPass(this.#pendingAfter ?? head, head, singles);
    this.latestPosition = Math.max(this.latestPosition, pass.end);
    this.#pendingAfter = undefined;
    this.#isIncomplete = false;
    this.#readers = this.live.values();
    this.#pass = pass;
    return pass;
  }

  #nextPass(after: number, head: number, singles: SinglePasses): Pass {
    const { format } = this;
    const [single, another] = this.#pending;
    if (single !== undefined && another === undefined) {
      this.#pending.length = 0;
      return singles.of(format, single, after);
    }
    const sendings = this.#pending;
    this.#pending = [];
    return new Pass({ format, after, sendings, isIncomplete: this.#isIncomplete, head });
  }

  /** The next live member; `undefined` if the pass has reached all, and is over. */
  nextReader(): Subscriber | undefined {
    const { value, done } = this.#readers.next();
    if (done !== true) return value;
    this.#pass = undefined;
    this.#readers = NOBODY;
    return undefined;
  }
}
