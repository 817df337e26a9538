/**
 * The log's older events, encoded, in pages that all readers share: thousands that resume from about
 * the same place cost one reading. The newest pages read stay in memory, within a bound.
 */

import type { EventLog } from "../log/event-log.ts";
import { EncodedEvent } from "./encoded-event.ts";
import { RecentlyUsed } from "./recently-used.ts";

/** A page covers so many positions, from a multiple of it on. */
const PAGE_EVENTS = 256;
/** A page holds no more events once their text exceeds this. */
const PAGE_TEXT_BYTES = 1024 * 1024;
/** So many pages are kept. */
const MAX_PAGES = 32;

/** Events of the log without holes; empty when all of them are gone. */
export interface LogPage {
  /** Position of the first event. */
  readonly first: number;
  readonly events: readonly EncodedEvent[];
}

export class LogPages {
  readonly #log: EventLog;
  /** By their number. */
  readonly #pages = new RecentlyUsed<number, Promise<LogPage>>(MAX_PAGES);

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** A page that holds the first event that is left after position `after`; it may begin before that. */
  async readAfter(after: number): Promise<LogPage> {
    const number = Math.floor(after / PAGE_EVENTS);
    const page = await this.#shared(number);
    const isReached = page.events.length > 0 && page.first + page.events.length > after + 1;
    return isReached ? page : this.#read(after);
  }

  /** The last position of the page in which the event after `after` lies. */
  endOfPage(after: number): number {
    return (Math.floor(after / PAGE_EVENTS) + 1) * PAGE_EVENTS;
  }

  /** A page that is not full yet is not kept; one that could not be read is tried again by the next reader. */
  #shared(number: number): Promise<LogPage> {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const page = this.#read(number * PAGE_EVENTS);
    if ((number + 1) * PAGE_EVENTS > this.#log.bounds.head) return page;
    this.#pages.set(number, page);
    page.catch(() => this.#pages.delete(number));
    return page;
  }

  async #read(after: number): Promise<LogPage> {
    const events = await this.#log.read(after, PAGE_EVENTS, PAGE_TEXT_BYTES);
    return {
      first: events[0]?.position ?? after + 1,
      events: events.map((event) => new EncodedEvent(event.topics, event)),
    };
  }
}
