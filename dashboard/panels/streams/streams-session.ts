/**
 * The Streams panel's state: the list as it is filtered and sorted, the row that the keys are on, and the stream whose
 * details are shown, which may be ended.
 */

import { signal } from "@preact/signals";
import type { StreamQuery, StreamRecord, StreamsAnswer } from "#protocol";
import type { RowRange } from "../../common/row-window.ts";
import { type StreamFilter, StreamPages } from "./stream-pages.ts";

export const FIRST_FILTER: StreamFilter = {
  state: "open",
  sort: "openedAtMs",
  order: "desc",
  search: "",
};
/** Streams among which one that came back is looked for. */
const MAX_RETURNED = 20;

export interface StreamsApi {
  fetchStreams(query: StreamQuery): Promise<StreamsAnswer>;
  /** Resolves with `undefined` if there is no such stream. */
  fetchStream(id: string): Promise<StreamRecord | undefined>;
  /** Resolves with why it was not ended, if it was not. */
  endStream(id: string): Promise<string | undefined>;
  /** Waits between two requests while somebody scrolls; omitted: it does not. */
  rest?(): Promise<void>;
}

/** The stream whose details are shown. */
export interface ChosenStream {
  readonly record: StreamRecord;
  /** Whether it is being asked whether to end it. */
  readonly isConfirming: boolean;
  /** Whether it was ended from here. */
  readonly isEnded: boolean;
  /** Why it was not ended, after an attempt. */
  readonly failure: string | undefined;
  /** After it was ended: the stream by which its client seems to have come back. */
  readonly returned: StreamRecord | undefined;
}

/** A component that reads from it is drawn again when something in it changes. */
export class StreamsSession {
  readonly #api: StreamsApi;
  readonly #pages: StreamPages;
  readonly #changes = signal(0);
  #active: { readonly row: number; readonly id: string | undefined } | undefined;
  #chosen: ChosenStream | undefined;
  #missing: string | undefined;
  #isLooking = false;

  constructor(api: StreamsApi) {
    this.#api = api;
    this.#pages = new StreamPages(FIRST_FILTER, {
      fetchStreams: (query) => api.fetchStreams(query),
      onChange: () => this.#onPage(),
      rest: async () => api.rest?.(),
    });
  }

  get pages(): Pick<StreamPages, "filter" | "latest" | "failure" | "at"> {
    void this.#changes.value;
    return this.#pages;
  }

  /** The row that the keys are on. It stays with its stream when the list changes. */
  get activeRow(): number | undefined {
    void this.#changes.value;
    return this.#active?.row;
  }

  get chosen(): ChosenStream | undefined {
    void this.#changes.value;
    return this.#chosen;
  }

  /** The id of a stream that was wanted, and that the hub does not know. */
  get missing(): string | undefined {
    void this.#changes.value;
    return this.#missing;
  }

  /** Lists others, or in another order. */
  choose(change: Partial<StreamFilter>): void {
    const { filter } = this.#pages;
    const isOtherState = change.state !== undefined && change.state !== filter.state;
    const sort = change.state === "closed" ? "closedAtMs" : "openedAtMs";
    this.#active = undefined;
    this.#pages.choose({
      ...filter,
      ...(isOtherState ? { sort, order: "desc" } : {}),
      ...change,
    });
    this.#onChange();
  }

  show(range: RowRange): void {
    this.#pages.show(range);
  }

  /** Asks the hub again for what is shown. */
  refresh(): void {
    this.#pages.refresh();
    void this.#look();
  }

  /** Moves the keys to a row; details that are open follow. */
  moveTo(row: number): void {
    const record = this.#pages.at(row);
    this.#active = { row, id: record?.id };
    if (this.#chosen !== undefined && record !== undefined) this.#open(record);
    this.#onChange();
  }

  /** Shows a stream's details. */
  open(record: StreamRecord | undefined): void {
    if (record !== undefined) this.#open(record);
    this.#onChange();
  }

  /** Shows the details of a stream that may be in no list. */
  async openById(id: string): Promise<void> {
    if (this.#chosen?.record.id === id) return;
    try {
      const record = await this.#api.fetchStream(id);
      if (record !== undefined) return this.open(record);
      this.#chosen = undefined;
      this.#missing = id;
      this.#onChange();
    } catch {
      // The list says that the hub is away.
    }
  }

  close(): void {
    this.#chosen = undefined;
    this.#missing = undefined;
    this.#onChange();
  }

  /** Shows a stream's details, and asks whether to end it. */
  askToEnd(record: StreamRecord | undefined): void {
    if (record === undefined || record.closedAtMs !== null) return;
    this.#open(record);
    this.#change({ isConfirming: true });
  }

  /** Does not end it after all. */
  keep(): void {
    this.#change({ isConfirming: false });
  }

  /** Ends the chosen stream, once that has been confirmed. */
  async end(): Promise<void> {
    const chosen = this.#chosen;
    if (chosen === undefined || !chosen.isConfirming) return;
    this.#change({ isConfirming: false });
    const failure = await this.#api.endStream(chosen.record.id);
    if (this.#chosen?.record.id !== chosen.record.id) return;
    this.#change({ failure, isEnded: failure === undefined });
    this.refresh();
  }

  #onChange(): void {
    this.#changes.value = this.#changes.peek() + 1;
  }

  #open(record: StreamRecord): void {
    const isSame = this.#chosen?.record.id === record.id;
    const fresh = { isConfirming: false, isEnded: false, failure: undefined, returned: undefined };
    this.#chosen = isSame && this.#chosen ? { ...this.#chosen, record } : { ...fresh, record };
    this.#missing = undefined;
    void this.#look();
  }

  #change(change: Partial<ChosenStream>): void {
    if (this.#chosen === undefined) return;
    this.#chosen = { ...this.#chosen, ...change };
    this.#onChange();
  }

  #onPage(): void {
    const { row, id } = this.#active ?? {};
    const count = this.#pages.latest?.matching ?? 0;
    if (row !== undefined) {
      const now =
        (id === undefined ? undefined : this.#pages.rowOf(id)) ?? Math.min(row, count - 1);
      this.#active = now < 0 ? undefined : { row: now, id: this.#pages.at(now)?.id };
    }
    this.#onChange();
  }

  /** Looks at the chosen stream again, and after its end for the one that its client came back with. */
  async #look(): Promise<void> {
    const api = this.#api;
    if (this.#isLooking || this.#chosen === undefined) return;
    this.#isLooking = true;
    const { id } = this.#chosen.record;
    try {
      // The hub forgets closed streams after a while: what was known of one stays.
      const wasClosed = this.#chosen.record.closedAtMs !== null;
      const record = wasClosed ? undefined : await api.fetchStream(id);
      if (record !== undefined && this.#chosen?.record.id === id) this.#change({ record });
      if (this.#chosen?.record.id === id && this.#chosen.isEnded) {
        const returned = this.#chosen.returned ?? (await this.#returnOf(this.#chosen.record));
        if (this.#chosen?.record.id === id) this.#change({ returned });
      }
    } catch {
      // The list says that the hub is away.
    }
    this.#isLooking = false;
    if (this.#chosen !== undefined && this.#chosen.record.id !== id) await this.#look();
  }

  /** The oldest stream that opened after this one was closed and looks just like it. */
  async #returnOf(closed: StreamRecord): Promise<StreamRecord | undefined> {
    const { closedAtMs } = closed;
    if (closedAtMs === null) return undefined;
    const { streams } = await this.#api.fetchStreams({
      ...FIRST_FILTER,
      search: closed.address ?? "",
      transport: closed.transport,
      topic: closed.topics[0],
      offset: 0,
      limit: MAX_RETURNED,
    });
    return streams.findLast(
      (stream) => stream.openedAtMs >= closedAtMs && nameOf(stream) === nameOf(closed),
    );
  }
}

function nameOf({ address, userAgent, topicCount }: StreamRecord): string {
  return JSON.stringify([address, userAgent, topicCount]);
}
