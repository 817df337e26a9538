/** An event whose bytes are made once for each encoder that asks, and then shared by all its readers. */

import type { HubEvent } from "#protocol";
import type { EventEncoder, WireFormat } from "./wire-format.ts";

/** What bytes cost beside themselves: the objects around them. An estimate. */
const BUFFER_BYTES = 100;

type Volatile = Omit<HubEvent, "id" | "position">;

export class EncodedEvent {
  readonly topics: readonly string[];
  /** `undefined` for a volatile event, which has no place in the log. */
  readonly position: number | undefined;
  readonly #event: HubEvent | Volatile;
  #onGrown: ((bytes: number) => void) | undefined;
  #heldBytes = 0;
  #encoder: EventEncoder | undefined;
  #bytes: Uint8Array | undefined;
  /** By the second encoder and those after it: there is seldom more than one. */
  #others: Map<EventEncoder, Uint8Array> | undefined;

  /** `onGrown` is told of what the event holds beside its texts from now on, in bytes. */
  constructor(event: HubEvent | Volatile, onGrown?: (bytes: number) => void) {
    this.topics = event.topics;
    this.position = "position" in event ? event.position : undefined;
    this.#event = event;
    this.#onGrown = onGrown;
  }

  /** What it holds beside its texts by now. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whoever counted what it holds has let it go. */
  release(): void {
    this.#onGrown = undefined;
  }

  bytesAs({ event: encoder }: WireFormat): Uint8Array {
    if (this.#encoder === encoder && this.#bytes !== undefined) return this.#bytes;
    const known = this.#others?.get(encoder);
    if (known !== undefined) return known;
    const bytes = encoder(this.#event);
    this.#keep(encoder, bytes);
    return bytes;
  }

  #keep(encoder: EventEncoder, bytes: Uint8Array): void {
    if (this.#encoder === undefined) {
      this.#encoder = encoder;
      this.#bytes = bytes;
    } else {
      this.#others ??= new Map();
      this.#others.set(encoder, bytes);
    }
    const heldBytes = bytes.byteLength + BUFFER_BYTES;
    this.#heldBytes += heldBytes;
    this.#onGrown?.(heldBytes);
  }
}
