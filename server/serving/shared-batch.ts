/**
 * A batch of the log's events on its way to the serving threads. The core writes each event once, as the bytes of an
 * event stream in shared memory, and every thread sends those very bytes to its readers.
 */

import { createParser } from "eventsource-parser";
import { encodeEvent, type HubEvent } from "#protocol";
import type { DurableEvent } from "../log/event-log.ts";

/** What a thread has to know of each event, as JSON, and all their bytes one after the other. */
export interface SharedBatch {
  readonly heads: string;
  readonly memory: SharedArrayBuffer;
}

/** `undefined` does not cross as JSON, and is absent on the other side. */
interface Head {
  readonly topics: readonly string[];
  readonly id: string;
  readonly position: number;
  readonly type: string | undefined;
  readonly retryMs: number | undefined;
  readonly sizeBytes: number;
  readonly acceptedAtMs: number | undefined;
  /** Where its bytes end. */
  readonly end: number;
}

export function shareBatch(batch: readonly DurableEvent[]): SharedBatch {
  const all = batch.map(({ event }) => encodeEvent(event));
  const memory = new SharedArrayBuffer(all.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const bytes = new Uint8Array(memory);
  let end = 0;
  const heads = batch.map(({ event, sizeBytes, acceptedAtMs }, index): Head => {
    const { topics, id, position, type, retryMs } = event;
    const own = all[index] ?? new Uint8Array();
    bytes.set(own, end);
    end += own.byteLength;
    return { topics, id, position, type, retryMs, sizeBytes, acceptedAtMs, end };
  });
  return { heads: JSON.stringify(heads), memory };
}

export function eventsOf({ heads, memory }: SharedBatch): DurableEvent[] {
  // Written by `shareBatch()`.
  const list: readonly Head[] = JSON.parse(heads);
  let start = 0;
  return list.map((head) => {
    const { sizeBytes, acceptedAtMs, end } = head;
    const bytes = new Uint8Array(memory, start, end - start);
    start = end;
    return { event: new SharedEvent(head, bytes), sizeBytes, acceptedAtMs, bytes };
  });
}

/** Reads its data from its bytes whenever it is asked for: most readers get the bytes as they are. */
class SharedEvent implements HubEvent {
  readonly topics: readonly string[];
  readonly id: string;
  readonly position: number;
  readonly type?: string;
  readonly retryMs?: number;
  readonly #bytes: Uint8Array;

  constructor({ topics, id, position, type, retryMs }: Head, bytes: Uint8Array) {
    this.topics = topics;
    this.id = id;
    this.position = position;
    if (type !== undefined) this.type = type;
    if (retryMs !== undefined) this.retryMs = retryMs;
    this.#bytes = bytes;
  }

  get data(): string {
    let data = "";
    const parser = createParser({ onEvent: (event) => (data = event.data) });
    // A decoder takes no shared memory.
    parser.feed(new TextDecoder().decode(this.#bytes.slice()));
    return data;
  }
}
