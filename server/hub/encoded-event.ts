/** An event whose bytes are made once per encoder, on demand, and shared by all its readers. */

import { encodeEvent, type HubEvent } from "#protocol";
import type { EventEncoder, WireFormat } from "./wire-format.ts";

/** Estimated overhead of the objects around the bytes. */
const BUFFER_BYTES = 100;

type Volatile = Omit<HubEvent, "id" | "position">;

export class EncodedEvent {
  readonly topics: readonly string[];
  /** `undefined` for a volatile event, which is not in the log. */
  readonly position: number | undefined;
  /** `undefined` once it is released. */
  #event: HubEvent | Volatile | undefined;
  #onGrown: ((bytes: number) => void) | undefined;
  #heldBytes = 0;
  #encoder: EventEncoder | undefined;
  #bytes: Uint8Array | undefined;
  /** Bytes by the second and later encoders; there is rarely more than one encoder. */
  #others: Map<EventEncoder, Uint8Array> | undefined;

  /**
   * `onGrown` gets the bytes that each later encoding adds to the event's texts; `bytes` are those of an event stream,
   * if they have been written already.
   */
  constructor(event: HubEvent | Volatile, onGrown?: (bytes: number) => void, bytes?: Uint8Array) {
    this.topics = event.topics;
    this.position = "position" in event ? event.position : undefined;
    this.#event = event;
    if (bytes !== undefined) this.#keep(encodeEvent, bytes);
    this.#onGrown = onGrown;
  }

  /** Bytes it holds in addition to its texts. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get isReleased(): boolean {
    return this.#event === undefined;
  }

  /** Its owner has dropped it: whoever still refers to it holds neither texts nor bytes. */
  release(): void {
    this.#onGrown = undefined;
    this.#event = undefined;
    this.#bytes = undefined;
    this.#others = undefined;
  }

  /** @throws {Error} if it is released */
  bytesAs({ event: encoder }: WireFormat): Uint8Array {
    if (this.#encoder === encoder && this.#bytes !== undefined) return this.#bytes;
    const known = this.#others?.get(encoder);
    if (known !== undefined) return known;
    if (this.#event === undefined) throw new Error(`Event ${this.position} is no longer held`);
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
