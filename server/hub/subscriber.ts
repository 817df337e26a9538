/**
 * One open stream. It is either live (it has everything up to the hub's head) or lagging, and then
 * `cursor` is the position of the last event it has. It owns no queue.
 */

import { type Chunk, ChunkDraft, type Cut } from "./chunk.ts";
import type { EncodedEvent } from "./encoded-event.ts";
import type { WireFormat } from "./wire-format.ts";

/**
 * Where a subscriber's bytes go. A `ReadableStreamDefaultController` is one as it stands.
 * `desiredSize` is 0 or more when the stream takes another chunk at once, negative when it is full,
 * `null` when it failed.
 */
export interface Sink {
  readonly desiredSize: number | null;
  /** Throws when it takes nothing any more. */
  enqueue(chunk: Uint8Array): void;
  /** Ends the stream after what it holds. */
  close(): void;
  /** Ends the stream at once, and drops what it holds. No reason is given: Bun would print it as a fault. */
  error(): void;
}

/** The other end of a stream's connection, where no other stream shares it. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export type SubscriberState = "live" | "lagging" | "closed";

export class Subscriber {
  readonly sink: Sink;
  readonly audience: Audience;
  /** The hub's own canary is not counted among the connections. */
  readonly isInternal: boolean;
  readonly peer: Peer | undefined;
  state: SubscriberState = "lagging";
  /** Position of the last event it has whole; kept only while it is lagging. */
  cursor: number;
  /** The event that it has a part of; kept only while it is lagging. */
  cut: Cut | undefined;
  /** The id that it came with, until it is sent something. */
  resumedFrom: string | undefined;
  /** Position of the last id that it was told by itself, or where it began. Its audience may have been told more. */
  toldPosition: number;

  constructor(
    sink: Sink,
    audience: Audience,
    cursor: number,
    {
      isInternal = false,
      peer,
    }: { isInternal?: boolean | undefined; peer?: Peer | undefined } = {},
  ) {
    this.sink = sink;
    this.audience = audience;
    this.cursor = cursor;
    this.toldPosition = cursor;
    this.isInternal = isInternal;
    this.peer = peer;
  }
}

let audienceCount = 0;

/** All subscribers with the same selectors on the same transport: they share each chunk. */
export class Audience {
  /** No two audiences of a hub's life share one. */
  readonly number = ++audienceCount;
  readonly format: WireFormat;
  /** Sorted and without repeats. */
  readonly selectors: readonly string[];
  readonly live = new Set<Subscriber>();
  /** Live and lagging ones; the audience is forgotten with its last member. */
  memberCount = 0;
  /** Position of the last event that all live members have been told of. */
  latestPosition = 0;
  /** What this turn's batch has for it so far. */
  #events: EncodedEvent[] = [];

  constructor(format: WireFormat, selectors: readonly string[]) {
    this.format = format;
    this.selectors = selectors;
  }

  /** Adds an event to this turn's batch, once, however many of its topics are selected. */
  collect(event: EncodedEvent): void {
    if (this.#events.at(-1) !== event) this.#events.push(event);
  }

  /** This turn's events as chunks to share, where all before position `after` are sent; the next turn starts empty. */
  takeBatch(after: number): Chunk[] {
    const chunks: Chunk[] = [];
    let draft = new ChunkDraft(this.format, after);
    for (const event of this.#events) {
      const bytes = event.bytesAs(this.format);
      let from = 0;
      while (!draft.take(bytes, event.position, from)) {
        chunks.push(draft.finish());
        from = draft.sentBytes;
        draft = new ChunkDraft(this.format, draft.end);
      }
    }
    chunks.push(draft.finish());
    this.latestPosition = Math.max(this.latestPosition, draft.end);
    this.#events = [];
    return chunks;
  }
}
