/**
 * Finds streams for a list. There may be tens of thousands, so they are looked through a slice a turn of the event loop,
 * and what is found are the keys to sort by: a record is made only of those that are shown.
 */

import {
  STREAM_STATES,
  type StreamCause,
  type StreamQuery,
  type StreamRecord,
  type StreamSort,
} from "#protocol";
import { ClosedStreams, recordOf, shortened, type ThreadlessRecord } from "./stream-records.ts";
import { isMatchOf } from "./stream-search.ts";
import type { Subscriber } from "./subscriber.ts";

/** Streams looked at in a turn of the event loop: well below a millisecond. */
const SLICE_STREAMS = 500;

/** The streams that match a query, in no particular order, each by its number and what it is sorted by. */
export interface StreamKeys {
  readonly numbers: Float64Array;
  readonly keys: Float64Array | readonly string[];
  /** How many there are in all. */
  readonly open: number;
  readonly closed: number;
}

export const NO_STREAMS: StreamKeys = {
  numbers: new Float64Array(),
  keys: [],
  open: 0,
  closed: 0,
};

export interface StreamListOptions {
  readonly thread: number;
  readonly open: ReadonlySet<Subscriber>;
  /** Not counting the hub's own canary. */
  readonly openCount: () => number;
  readonly head: () => number;
  readonly fullForMs: (subscriber: Subscriber) => number | undefined;
}

export class StreamList {
  readonly #options: StreamListOptions;
  readonly #closed = new ClosedStreams();

  constructor(options: StreamListOptions) {
    this.#options = options;
  }

  /** Keeps what is known of a stream that is being closed. */
  remember(subscriber: Subscriber, closedAtMs: number, cause: StreamCause): void {
    this.#closed.add(recordOf(subscriber, this.#options.head(), undefined), closedAtMs, cause);
  }

  async keys(query: StreamQuery): Promise<StreamKeys> {
    const isMatch = isMatchOf(query, this.#options.thread);
    const numbers: number[] = [];
    const keys = keysFor(query.sort);
    let left = SLICE_STREAMS;
    for (const record of this.#records(query.state)) {
      if (isMatch(record)) {
        numbers.push(record.number);
        keys.add(record, this.#options.thread);
      }
      if (left-- > 0) continue;
      left = SLICE_STREAMS;
      await nextTurn();
    }
    return {
      numbers: Float64Array.from(numbers),
      keys: keys.take(),
      open: this.#options.openCount(),
      closed: this.#closed.members.length,
    };
  }

  /** Those of these streams that are still there, as a list has them. */
  pick(state: StreamQuery["state"], numbers: readonly number[]): StreamRecord[] {
    const picked = this.#records(state, new Set(numbers));
    return Array.from(picked, (record) => this.#withId(shortened(record)));
  }

  /** The stream with this number, open or closed lately, as it is shown alone. */
  find(number: number): StreamRecord | undefined {
    const wanted = new Set([number]);
    for (const state of STREAM_STATES) {
      for (const record of this.#records(state, wanted)) return this.#withId(record);
    }
    return undefined;
  }

  *#records(state: StreamQuery["state"], wanted?: ReadonlySet<number>): Iterable<ThreadlessRecord> {
    const { open, head, fullForMs } = this.#options;
    if (state === "closed") {
      yield* this.#closed.members.filter(({ number }) => wanted?.has(number) ?? true);
      return;
    }
    for (const subscriber of open) {
      if (subscriber.isInternal || wanted?.has(subscriber.number) === false) continue;
      yield recordOf(subscriber, head(), fullForMs(subscriber));
    }
  }

  #withId({ number, ...record }: ThreadlessRecord): StreamRecord {
    const { thread } = this.#options;
    return { id: `${thread}-${number}`, thread, ...record };
  }
}

/** Lets the event loop do what else there is. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Keys {
  add(record: ThreadlessRecord, thread: number): void;
  take(): StreamKeys["keys"];
}

function keysFor(sort: StreamSort): Keys {
  switch (sort) {
    case "topics":
      return textKeys(({ topics }) => topics[0] ?? "");
    case "address":
    case "userAgent":
    case "transport":
    case "cause":
      return textKeys((record) => record[sort] ?? "");
    case "thread":
      return numberKeys((_, thread) => thread);
    default:
      return numberKeys((record) => record[sort] ?? 0);
  }
}

function textKeys(keyOf: (record: ThreadlessRecord) => string): Keys {
  const keys: string[] = [];
  return { add: (record) => void keys.push(keyOf(record)), take: () => keys };
}

function numberKeys(keyOf: (record: ThreadlessRecord, thread: number) => number): Keys {
  const keys: number[] = [];
  return {
    add: (record, thread) => void keys.push(keyOf(record, thread)),
    take: () => Float64Array.from(keys),
  };
}
