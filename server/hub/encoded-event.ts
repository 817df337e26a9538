/** An event whose bytes are made once for each transport that asks, and then shared by all its readers. */

import type { EventFields } from "#protocol";
import type { WireFormat } from "./wire-format.ts";

export class EncodedEvent {
  readonly topics: readonly string[];
  readonly #fields: EventFields;
  #sse: Uint8Array | undefined;
  #ws: Uint8Array | undefined;

  constructor(topics: readonly string[], fields: EventFields) {
    this.topics = topics;
    this.#fields = fields;
  }

  bytesAs(format: WireFormat): Uint8Array {
    if (format.name === "ws") return (this.#ws ??= format.event(this.#fields));
    return (this.#sse ??= format.event(this.#fields));
  }
}
