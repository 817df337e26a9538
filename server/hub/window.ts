/** The newest events of the log, each encoded once to the bytes that every reader of it shares. */

import type { HubEvent } from "#protocol";
import { encodeEvent } from "#protocol";
import { PositionRing, type RingLimits } from "../log/ring.ts";

export interface EncodedEvent {
  readonly topics: readonly string[];
  readonly bytes: Uint8Array;
}

/** What a window entry costs beside its bytes: the objects around them. An estimate. */
const ENTRY_OVERHEAD_BYTES = 150;

export class EventWindow {
  readonly #ring: PositionRing<EncodedEvent>;

  /** The window starts behind `head`, the log's newest position. */
  constructor(limits: RingLimits, head: number) {
    this.#ring = new PositionRing(
      limits,
      (event) => event.bytes.byteLength + ENTRY_OVERHEAD_BYTES,
      {
        firstPosition: head + 1,
      },
    );
  }

  get tail(): number {
    return this.#ring.tail;
  }

  get head(): number {
    return this.#ring.head;
  }

  /** How many events it holds, and their bytes all told. */
  get size(): { readonly events: number; readonly bytes: number } {
    return { events: this.#ring.count, bytes: this.#ring.bytes };
  }

  at(position: number): EncodedEvent | undefined {
    return this.#ring.at(position);
  }

  /** Adds the event after `head`. */
  add(event: HubEvent): EncodedEvent {
    const encoded = encode(event);
    this.#ring.add(encoded);
    return encoded;
  }
}

/** Encodes a stored event, its id included. */
export function encode(event: HubEvent): EncodedEvent {
  return { topics: event.topics, bytes: encodeEvent(event) };
}
