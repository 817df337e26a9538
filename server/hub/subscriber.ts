/**
 * One open stream. It is either live (it has everything up to the hub's head) or lagging, and then `cursor` is the
 * position of its last event. It owns no queue.
 */

import { type Chunk, ChunkDraft, type Cut } from "./chunk.ts";
import type { EncodedEvent } from "./encoded-event.ts";
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

export class Subscriber {
  readonly sink: Sink;
  readonly audience: Audience;
  /** The hub's own canary, which does not count as a connection. */
  readonly isInternal: boolean;
  readonly peer: Peer | undefined;
  state: SubscriberState = "lagging";
  /** Position of the last event it has completely; kept only while it is lagging. */
  cursor: number;
  /** The event it has in part; kept only while it is lagging. */
  cut: Cut | undefined;
  /** The id it resumed from, until something is sent to it. */
  resumedFrom: string | undefined;
  /** Position of the last id sent to it individually, or of its start. Its audience may have received later ones. */
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
  /** Unique for the lifetime of the process. */
  readonly number = ++audienceCount;
  readonly format: WireFormat;
  /** Sorted, without duplicates. */
  readonly selectors: readonly string[];
  readonly live = new Set<Subscriber>();
  /** Live and lagging members; the audience is dropped with its last one. */
  memberCount = 0;
  /** Position of the last event sent to all live members. */
  latestPosition = 0;
  /** Events collected for it from the current batch. */
  #events: EncodedEvent[] = [];

  constructor(format: WireFormat, selectors: readonly string[]) {
    this.format = format;
    this.selectors = selectors;
  }

  /** Adds an event to the current batch, once, however many of its topics are selected. */
  collect(event: EncodedEvent): void {
    if (this.#events.at(-1) !== event) this.#events.push(event);
  }

  /**
   * Returns the current batch as shared chunks, with everything before position `after` already sent, and starts an
   * empty one.
   */
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
