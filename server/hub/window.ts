/** The newest events of the log, ready to be read by any number of subscribers at once. */

import type { HubEvent } from "#protocol";
import { PositionRing, type RingLimits } from "../log/ring.ts";
import { EncodedEvent } from "./encoded-event.ts";

/** What a window entry costs beside its bytes: the objects around them. An estimate. */
const ENTRY_OVERHEAD_BYTES = 250;

interface Entry {
  readonly encoded: EncodedEvent;
  readonly sizeBytes: number;
}

export class EventWindow {
  readonly #ring: PositionRing<Entry>;

  /** The window starts behind `head`, the log's newest position. */
  constructor(limits: RingLimits, head: number) {
    this.#ring = new PositionRing(limits, ({ sizeBytes }) => sizeBytes, {
      firstPosition: head + 1,
    });
  }

  get tail(): number {
    return this.#ring.tail;
  }

  get head(): number {
    return this.#ring.head;
  }

  /** How many events it holds, and about how many bytes they take. */
  get size(): { readonly events: number; readonly bytes: number } {
    return { events: this.#ring.count, bytes: this.#ring.bytes };
  }

  at(position: number): EncodedEvent | undefined {
    return this.#ring.at(position)?.encoded;
  }

  /** Adds the event after `head`. */
  add(event: HubEvent): EncodedEvent {
    const encoded = new EncodedEvent(event.topics, event);
    this.#ring.add({ encoded, sizeBytes: event.data.length + ENTRY_OVERHEAD_BYTES });
    return encoded;
  }
}
