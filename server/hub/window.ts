/** The newest events of the log, ready to be read by any number of subscribers at once. */

import type { HubEvent } from "#protocol";
import { PositionRing, type RingLimits } from "../log/ring.ts";
import { type Found, TopicPositions } from "../log/topic-positions.ts";
import { EncodedEvent } from "./encoded-event.ts";

/** Overhead per event in addition to its texts, encoded bytes and index entries, in bytes. Measured by a test. */
const ENTRY_BYTES = 220;

interface Entry {
  readonly encoded: EncodedEvent;
  readonly textBytes: number;
}

export class EventWindow {
  readonly #ring: PositionRing<Entry>;
  readonly #topics = new TopicPositions();
  readonly #onGrown = (bytes: number) => this.#ring.grow(bytes);

  /** The window starts after `head`, the log's newest position. */
  constructor(limits: RingLimits, head: number) {
    this.#ring = new PositionRing(limits, sizeOf, {
      firstPosition: head + 1,
      onEvict: ({ encoded }) => this.#onEvict(encoded),
      bytesBeside: () => this.#topics.bytes,
    });
  }

  get tail(): number {
    return this.#ring.tail;
  }

  get head(): number {
    return this.#ring.head;
  }

  /** How many events it holds, and roughly how much memory they and their index take. */
  get size(): { readonly events: number; readonly bytes: number } {
    return { events: this.#ring.count, bytes: this.#ring.bytes };
  }

  at(position: number): EncodedEvent | undefined {
    return this.#ring.at(position)?.encoded;
  }

  /** The events it holds after `after` with one of these topics, at most `limit`. */
  select(after: number, selectors: readonly string[], limit: number): Found {
    return this.#topics.select(selectors, Math.max(after + 1, this.tail), this.head, limit);
  }

  /** Adds the event after `head`. Its texts take `textBytes`, unless it has `bytes` for an event stream instead. */
  add(event: HubEvent, textBytes: number, bytes?: Uint8Array): EncodedEvent {
    const encoded = new EncodedEvent(event, this.#onGrown, bytes);
    this.#topics.add(event.topics, event.position);
    this.#ring.add({ encoded, textBytes: bytes === undefined ? textBytes : 0 });
    return encoded;
  }

  /** Drops the oldest events if encoding has grown them past the limit. Nobody may be reading meanwhile. */
  trim(): void {
    this.#ring.trim();
  }

  #onEvict(encoded: EncodedEvent): void {
    encoded.release();
    if (encoded.position !== undefined) this.#topics.evict(encoded.topics, encoded.position);
  }
}

function sizeOf({ encoded, textBytes }: Entry): number {
  return ENTRY_BYTES + textBytes + encoded.heldBytes;
}
