/**
 * The hub's list of streams as the page scrolls through it: pages around what is in view are fetched when they are
 * needed, one request at a time, and a bounded number is kept.
 */

import {
  MAX_PAGE_STREAMS,
  type StreamQuery,
  type StreamRecord,
  type StreamsAnswer,
} from "#protocol";
import type { RowRange } from "../../common/row-window.ts";

const PAGE_ROWS = 50;
/** 1,000 rows, of about 1 kB each. */
const MAX_PAGES = 20;

/** Everything about a query but which part of its list is wanted. */
export type StreamFilter = Omit<StreamQuery, "offset" | "limit">;

export interface StreamPagesOptions {
  /** @throws {Error} when the hub does not answer with a list; its message is shown */
  readonly fetchStreams: (query: StreamQuery) => Promise<StreamsAnswer>;
  readonly onChange: () => void;
  /** Waits between two requests of a list that is being scrolled; omitted: it does not. */
  readonly rest?: () => Promise<void>;
}

export class StreamPages {
  readonly #options: StreamPagesOptions;
  readonly #pages = new Map<number, readonly StreamRecord[]>();
  #filter: StreamFilter;
  #latest: Omit<StreamsAnswer, "streams"> | undefined;
  #failure: string | undefined;
  #inView: RowRange = { from: 0, to: PAGE_ROWS };
  #isFetching = false;
  #isStale = false;
  /** The pages are of an earlier filter. */
  #isOther = false;

  constructor(filter: StreamFilter, options: StreamPagesOptions) {
    this.#filter = filter;
    this.#options = options;
  }

  get filter(): StreamFilter {
    return this.#filter;
  }

  /** Of the latest answer; `undefined` before the first. */
  get latest(): Omit<StreamsAnswer, "streams"> | undefined {
    return this.#latest;
  }

  /** Why the latest request failed; `undefined` if it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** A row of the list; `undefined` while it is on its way. */
  at(row: number): StreamRecord | undefined {
    return this.#pages.get(Math.floor(row / PAGE_ROWS))?.[row % PAGE_ROWS];
  }

  /** The row of a stream, if it is on one of the pages held. */
  rowOf(id: string): number | undefined {
    for (const [page, streams] of this.#pages) {
      const index = streams.findIndex((stream) => stream.id === id);
      if (index >= 0) return page * PAGE_ROWS + index;
    }
    return undefined;
  }

  /** Lists others, from the top; until they have come, the rows stay as they are. */
  choose(filter: StreamFilter): void {
    this.#filter = filter;
    this.#isOther = true;
    this.#inView = { from: 0, to: PAGE_ROWS };
    this.refresh();
  }

  /** Fetches these rows, unless they are held. */
  show(range: RowRange): void {
    this.#inView = range;
    void this.#fetchNext();
  }

  /** Fetches what is in view again. */
  refresh(): void {
    this.#isStale = true;
    void this.#fetchNext();
  }

  async #fetchNext(): Promise<void> {
    const wanted = this.#isFetching ? undefined : this.#wanted();
    if (wanted === undefined) return;
    this.#isFetching = true;
    this.#isStale = false;
    const filter = this.#filter;
    const offset = wanted.from * PAGE_ROWS;
    const limit = Math.min(MAX_PAGE_STREAMS, (wanted.to - wanted.from) * PAGE_ROWS);
    try {
      const answer = await this.#options.fetchStreams({ ...filter, offset, limit });
      if (filter === this.#filter) this.#keep(answer, wanted.from, limit / PAGE_ROWS);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    const { onChange, rest } = this.#options;
    onChange();
    // After a failure the next refresh tries again.
    const goesOn = this.#failure === undefined || filter !== this.#filter;
    if (goesOn && rest !== undefined && this.#wanted() !== undefined) await rest();
    this.#isFetching = false;
    if (goesOn) await this.#fetchNext();
  }

  /** The pages to fetch, from the first to before the last that is missing or out of date. */
  #wanted(): RowRange | undefined {
    const first = Math.floor(this.#inView.from / PAGE_ROWS);
    const end = Math.max(first + 1, Math.ceil(this.#inView.to / PAGE_ROWS));
    if (this.#isStale) return { from: first, to: end };
    const all = Array.from({ length: end - first }, (_, index) => first + index);
    const missing = all.filter((page) => !this.#pages.has(page));
    const [from, last] = [missing.at(0), missing.at(-1)];
    return from === undefined || last === undefined ? undefined : { from, to: last + 1 };
  }

  #keep({ streams, ...latest }: StreamsAnswer, first: number, count: number): void {
    this.#latest = latest;
    if (this.#isOther) this.#pages.clear();
    this.#isOther = false;
    for (let index = 0; index < count; index++) {
      const page = streams.slice(index * PAGE_ROWS, (index + 1) * PAGE_ROWS);
      // The pages that were kept longest come first.
      this.#pages.delete(first + index);
      this.#pages.set(first + index, page);
    }
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= MAX_PAGES) break;
      this.#pages.delete(page);
    }
  }
}
