/**
 * The streams of all serving threads as one list. A page is made in two steps: each thread says what its matching
 * streams are to be sorted by, and is then asked for those of the page only.
 */

import { STREAM_ID, type StreamQuery, type StreamsAnswer } from "#protocol";
import type { Hub } from "../hub/hub.ts";
import { nextTurn, NO_STREAMS, type StreamKeys } from "../hub/stream-list.ts";
import type { Streams, ThreadStreams } from "./link.ts";
import { type IsBefore, pageOf } from "./page-order.ts";

/** Those of a hub in this thread; none before it has started. */
export function ownStreams(hub: () => Hub | undefined): ThreadStreams {
  return {
    streamKeys: async (query) => (await hub()?.streams.keys(query)) ?? NO_STREAMS,
    pickStreams: async (state, numbers) => hub()?.streams.pick(state, numbers) ?? [],
    findStream: async (number) => hub()?.streams.find(number),
    cutNumber: async (number) => hub()?.cutNumber(number) ?? false,
  };
}

/** Asks all threads. Pages are made one after the other: together they take no more of a turn than one. */
export function allStreams(threads: () => readonly ThreadStreams[], wallMs: () => number): Streams {
  let last: Promise<unknown> = Promise.resolve();
  const locate = (id: string) => {
    const [, thread, number] = STREAM_ID.exec(id) ?? [];
    return { thread: threads()[Number(thread)], number: Number(number) };
  };
  return {
    streams(query) {
      const answer = last.then(async () => ({
        atMs: wallMs(),
        ...(await pageFrom(threads(), query)),
      }));
      last = answer.catch(() => {});
      return answer;
    },
    async stream(id) {
      const { thread, number } = locate(id);
      return thread?.findStream(number);
    },
    async endStream(id) {
      const { thread, number } = locate(id);
      return (await thread?.cutNumber(number)) ?? false;
    },
  };
}

async function pageFrom(
  threads: readonly ThreadStreams[],
  query: StreamQuery,
): Promise<Omit<StreamsAnswer, "atMs">> {
  const found = await Promise.all(threads.map((thread) => thread.streamKeys(query)));
  await nextTurn();
  const matches = joined(found);
  const { state, offset, limit } = query;
  const indexes = pageOf(matches.count, orderOf(matches, query), offset, limit);
  const places = indexes.map((index) => matches.placeOf(index));
  await nextTurn();
  const picked = await Promise.all(
    threads.map((thread, at) => {
      const numbers = places.flatMap((place) => (place.thread === at ? [place.number] : []));
      return numbers.length === 0 ? [] : thread.pickStreams(state, numbers);
    }),
  );
  const records = new Map(picked.flat().map((record) => [record.id, record]));
  return {
    open: sumOf(found.map(({ open }) => open)),
    closed: sumOf(found.map(({ closed }) => closed)),
    matching: matches.count,
    // One may have closed since.
    streams: places.flatMap(({ thread, number }) => records.get(`${thread}-${number}`) ?? []),
  };
}

/** The matches of all threads, numbered through. */
interface Matches {
  readonly count: number;
  readonly keys: StreamKeys["keys"];
  placeOf(index: number): { readonly thread: number; readonly number: number };
}

function joined(found: readonly StreamKeys[]): Matches {
  const counts = found.map(({ numbers }) => numbers.length);
  return {
    count: sumOf(counts),
    keys: joinedKeys(found.map(({ keys }) => keys)),
    placeOf(index) {
      let left = index;
      let thread = 0;
      for (const count of counts) {
        if (left < count) break;
        left -= count;
        thread += 1;
      }
      return { thread, number: found[thread]?.numbers[left] ?? Number.NaN };
    },
  };
}

function joinedKeys(parts: readonly StreamKeys["keys"][]): StreamKeys["keys"] {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) return only;
  const texts: string[] = [];
  const numbers = new Float64Array(sumOf(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    if (part instanceof Float64Array) numbers.set(part, at);
    else for (const text of part) texts.push(text);
    at += part.length;
  }
  return texts.length > 0 ? texts : numbers;
}

/** Equal ones are in the order in which they were found. */
function orderOf({ keys }: Matches, { order }: StreamQuery): IsBefore {
  const isUp = order === "asc";
  return (one, other) => {
    const [first = 0, second = 0] = [keys[one], keys[other]];
    if (first === second) return one < other;
    return first < second === isUp;
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
