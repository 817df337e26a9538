/**
 * The log's older events, encoded and shared: thousands of readers that resume from about the same position cost one
 * read, whatever else each of them selects. Recently used events stay in memory, within a bound.
 */

import type { ReadableLog, Selected } from "../log/event-log.ts";
import { EncodedEvent } from "./encoded-event.ts";
import { RecentlyUsed } from "./recently-used.ts";
import type { EventEncoder, WireFormat } from "./wire-format.ts";

/** Per encoder. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Estimated overhead per event in addition to its bytes. */
const EVENT_BYTES = 300;
/** A page ends after this many events, */
const PAGE_EVENTS = 256;
/** or this many bytes: what one chunk takes, so that nothing is read twice. */
export const PAGE_BYTES = 32 * 1024;

/** The log may remove everything that was found before it is read; the next attempt then notices. */
const ATTEMPTS = 3;

/** An event as its readers receive it. */
export interface PagedEvent {
  readonly position: number;
  readonly topics: readonly string[];
  readonly bytes: Uint8Array;
}

export interface LogPage {
  readonly events: readonly PagedEvent[];
  /** The page has every selected event up to and including this position. */
  readonly end: number;
  /** The newest selected event that is no longer retained; `undefined` if there is none. */
  readonly lost: number | undefined;
}

type Cache = RecentlyUsed<number, PagedEvent>;

export class LogEvents {
  readonly #log: ReadableLog;
  readonly #caches = new Map<EventEncoder, Cache>();

  constructor(log: ReadableLog) {
    this.#log = log;
  }

  /**
   * Reads the selected events after position `after`.
   * @throws {LogUnavailableError} when the log cannot be read now
   * @throws {Error} when the next one can never be read
   */
  async readAfter(
    after: number,
    selectors: readonly string[],
    format: WireFormat,
  ): Promise<LogPage> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const selected = await this.#log.select(after, selectors, PAGE_EVENTS);
      const page = await this.#fill(selected, format);
      if (page !== undefined) return page;
    }
    throw new Error(
      `The log's index has events after position ${after} that the log does not have`,
    );
  }

  /** The end of the unreadable stretch after `after`: no selected event up to this position can be read. */
  async endOfUnreadable(after: number, selectors: readonly string[]): Promise<number> {
    const { positions, end } = await this.#log.select(after, selectors, PAGE_EVENTS);
    let last = after;
    for (const position of positions) {
      if (await this.#isReadable(position)) return last;
      last = position;
    }
    return Math.max(end, after + 1);
  }

  async #fill(
    { positions, end, lost }: Selected,
    format: WireFormat,
  ): Promise<LogPage | undefined> {
    const cache = this.#cacheOf(format.event);
    const events: PagedEvent[] = [];
    let bytes = 0;
    while (events.length < positions.length && bytes < PAGE_BYTES) {
      const next = await this.#next(
        positions,
        events.length,
        PAGE_BYTES - bytes,
        format,
        cache,
      ).catch((error: unknown) => {
        // The events before it are sent first; the next read then hits the error.
        if (events.length === 0) throw error;
        return [];
      });
      if (next.length === 0) break;
      for (const event of next) bytes += event.bytes.byteLength;
      events.push(...next);
    }
    if (events.length === positions.length) return { events, end, lost };
    const last = events.at(-1);
    return last && { events, end: last.position, lost };
  }

  /** The event at `positions[index]`; if it must be read from the log, the ones after it are read in the same go. */
  async #next(
    positions: readonly number[],
    index: number,
    maxBytes: number,
    format: WireFormat,
    cache: Cache,
  ): Promise<readonly PagedEvent[]> {
    const known = cache.get(positions[index] ?? 0);
    if (known !== undefined) return [known];
    const rest = positions.slice(index);
    const knownAt = rest.findIndex((position) => cache.has(position));
    const unknown = knownAt < 0 ? rest : rest.slice(0, knownAt);
    const read = await this.#log.read(unknown, maxBytes);
    return read.map((event) => {
      const { position, topics } = event;
      const paged = { position, topics, bytes: new EncodedEvent(event).bytesAs(format) };
      cache.set(position, paged);
      return paged;
    });
  }

  #cacheOf(encoder: EventEncoder): Cache {
    let cache = this.#caches.get(encoder);
    if (cache === undefined)
      this.#caches.set(encoder, (cache = new RecentlyUsed(MAX_BYTES, sizeOf)));
    return cache;
  }

  async #isReadable(position: number): Promise<boolean> {
    try {
      return (await this.#log.read([position], 1)).length > 0;
    } catch {
      return false;
    }
  }
}

function sizeOf({ bytes, topics }: PagedEvent): number {
  let size = EVENT_BYTES + bytes.byteLength;
  for (const topic of topics) size += 2 * topic.length;
  return size;
}
