/**
 * One open stream. It is either live (it has everything up to the hub's head) or lagging, and then
 * `cursor` is the position of the last event it has. It owns no queue.
 */

import type { EncodedEvent } from "./encoded-event.ts";
import type { WireFormat } from "./wire-format.ts";

/**
 * Where a subscriber's bytes go. A `ReadableStreamDefaultController` is one as it stands.
 * `desiredSize` is 0 or more when the stream takes another chunk at once, negative when it is full,
 * `null` when it failed.
 */
export interface Sink {
  readonly desiredSize: number | null;
  enqueue(chunk: Uint8Array): void;
  /** Ends the stream after what it holds. */
  close(): void;
  /** Ends the stream at once, and drops what it holds. No reason is given: Bun would print it as a fault. */
  error(): void;
}

/** The rest of a chunk that a socket did not take whole is copied for its stream alone: chunks stay small. */
const SHARED_CHUNK_BYTES = 64 * 1024;

export type SubscriberState = "live" | "lagging" | "closed";

export class Subscriber {
  readonly sink: Sink;
  readonly audience: Audience;
  /** The hub's own canary is not counted among the connections. */
  readonly isInternal: boolean;
  state: SubscriberState = "lagging";
  /** Position of the last event it has; kept only while it is lagging. */
  cursor: number;

  constructor(sink: Sink, audience: Audience, cursor: number, isInternal: boolean) {
    this.sink = sink;
    this.audience = audience;
    this.cursor = cursor;
    this.isInternal = isInternal;
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
  /** What this turn's batch has for it so far. */
  #chunks: Uint8Array[] = [];
  #eventCount = 0;
  #latest: EncodedEvent | undefined;

  constructor(format: WireFormat, selectors: readonly string[]) {
    this.format = format;
    this.selectors = selectors;
  }

  /** Adds an event to this turn's batch, once, however many of its topics are selected. */
  collect(event: EncodedEvent, isCounted: boolean): void {
    if (this.#latest === event) return;
    this.#latest = event;
    this.#chunks.push(event.bytesAs(this.format));
    if (isCounted) this.#eventCount += 1;
  }

  /** This turn's events as chunks to share, and how many of them count; the next turn starts empty. */
  takeBatch(): Batch {
    const chunks = joinUpTo(SHARED_CHUNK_BYTES, this.#chunks).map((joined) =>
      this.format.pack(joined),
    );
    const byteLength = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    const batch = { chunks, byteLength, eventCount: this.#eventCount };
    this.#chunks = [];
    this.#eventCount = 0;
    this.#latest = undefined;
    return batch;
  }
}

/** What all live subscribers of an audience get in one turn. */
export interface Batch {
  readonly chunks: readonly Uint8Array[];
  readonly byteLength: number;
  readonly eventCount: number;
}

/** Joins neighbours into chunks of about `maxBytes`; a single larger one stays whole. */
function joinUpTo(maxBytes: number, chunks: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  let group: Uint8Array[] = [];
  let groupBytes = 0;
  for (const chunk of chunks) {
    if (groupBytes > 0 && groupBytes + chunk.byteLength > maxBytes) {
      joined.push(joinChunks(group));
      group = [];
      groupBytes = 0;
    }
    group.push(chunk);
    groupBytes += chunk.byteLength;
  }
  joined.push(joinChunks(group));
  return joined;
}

/** One chunk with the bytes of all; a single one is passed on as it is. */
export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}
