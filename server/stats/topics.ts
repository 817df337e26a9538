/**
 * The topics, for whoever asks: what is published by topic, joined with who reads. Who reads is asked of the threads
 * that serve, once for all who ask at about the same time; the topics with most readers keep figures from then on.
 */

import {
  type OrderedTopic,
  topicOrder,
  type TopicRates,
  type TopicsAnswer,
  topicSearch,
  type TopicSort,
} from "#protocol";
import { DistinctCount } from "../hub/distinct-count.ts";
import type { MostReadTopics, TopicReaderCounts, TopicReaders } from "../hub/topic-readers.ts";
import type { DurableEvent } from "../log/event-log.ts";
import type { TopicFigures } from "./topic-figures.ts";
import { TopicTraffic, type TopicTrafficOptions, type TrafficReading } from "./topic-traffic.ts";

/** Counts of readers are at most so old. */
const FRESH_MS = 250;

/** Which topics to list. */
export interface TopicsQuery {
  readonly sort: TopicSort;
  /** Part of their names, in any letter case; "" for all. */
  readonly search: string;
  readonly limit: number;
}

interface Readers {
  readonly mostRead: MostReadTopics;
  readonly counts: TopicReaderCounts;
  readonly of: ReadonlyMap<string, number>;
}

/** A topic before its history is made, which only listed ones have. */
interface Row extends OrderedTopic {
  readonly figures: TopicFigures;
}

export class Topics {
  readonly #options: TopicTrafficOptions;
  readonly #traffic: TopicTraffic;
  readonly #begun = Promise.withResolvers<TopicReaders>();
  #readers: Promise<Readers> | undefined;
  #isFreshUntilMs = Infinity;

  constructor(options: TopicTrafficOptions) {
    this.#options = options;
    this.#traffic = new TopicTraffic(options);
  }

  /** Counts the log's next events. */
  add(batch: readonly DurableEvent[]): void {
    this.#traffic.add(batch);
  }

  /** Asks these for readers from now on; who has asked before is answered. */
  begin(readers: TopicReaders): void {
    this.#begun.resolve(readers);
  }

  async answer(query: TopicsQuery): Promise<TopicsAnswer> {
    const readers = await this.#freshReaders();
    const reading = this.#traffic.read();
    const rows = rowsOf(reading, readers);
    const listed = pick(rows, query);
    const { second, seconds, total, ofTopics } = reading;
    return {
      atMs: this.#options.wallMs(),
      seconds,
      topics: listed.map(({ figures, ...row }) => ({ ...row, history: figures.history(second) })),
      rest: { ...this.#numberLeft(rows, listed, readers), ...ratesLeft(ofTopics, listed) },
      total,
      readersOfEveryTopic: readers.counts.ofEveryTopic,
    };
  }

  #freshReaders(): Promise<Readers> {
    const { nowMs } = this.#options;
    if (this.#readers === undefined || nowMs() >= this.#isFreshUntilMs) {
      this.#isFreshUntilMs = Infinity;
      this.#readers = this.#askReaders().finally(() => (this.#isFreshUntilMs = nowMs() + FRESH_MS));
    }
    return this.#readers;
  }

  async #askReaders(): Promise<Readers> {
    const readers = await this.#begun.promise;
    const mostRead = await readers.mostRead();
    this.#traffic.keep(mostRead.topics.map(([topic]) => topic));
    const topics = [...this.#traffic.read().figures.keys()];
    const counts = await readers.countsOf(topics);
    const of = new Map(topics.map((topic, index) => [topic, counts.readers[index] ?? 0]));
    return { mostRead, counts, of };
  }

  #numberLeft(
    rows: readonly Row[],
    listed: readonly Row[],
    { mostRead, counts }: Readers,
  ): Pick<TopicsAnswer["rest"], "topics" | "isEstimate" | "readers"> {
    const readers = Math.max(0, counts.inAll - sumOf(listed, (row) => row.readers));
    const distinct = new DistinctCount();
    const isEstimate = this.#traffic.countDropped(distinct) || !mostRead.isComplete;
    if (!isEstimate) return { topics: rows.length - listed.length, isEstimate, readers };
    if (mostRead.sketch !== undefined) distinct.merge(mostRead.sketch);
    for (const { topic } of rows) distinct.add(topic);
    const topics = Math.max(rows.length, distinct.estimate) - listed.length;
    return { topics, isEstimate, readers };
  }
}

function rowsOf({ figures, second, seconds }: TrafficReading, { of, counts }: Readers): Row[] {
  const rows: Row[] = [];
  for (const [topic, own] of figures) {
    const rates = own.rates(second, seconds);
    // One that has come up since readers were counted has its readers counted the next time.
    const readers = of.get(topic) ?? 0;
    rows.push({
      topic,
      ...rates,
      readers,
      deliveriesPerSecond: rates.eventsPerSecond * (readers + counts.ofEveryTopic),
      lastEventAtMs: own.lastEventAtMs,
      lastEventId: own.lastEventId,
      figures: own,
    });
  }
  return rows;
}

function pick(rows: readonly Row[], { sort, search, limit }: TopicsQuery): readonly Row[] {
  const isFound = topicSearch(search);
  return rows
    .filter(({ topic }) => isFound(topic))
    .toSorted(topicOrder(sort))
    .slice(0, limit);
}

/** Never below zero, whatever rounding does. */
function ratesLeft({ eventsPerSecond, bytesPerSecond }: TopicRates, listed: readonly Row[]) {
  const left = (all: number, name: keyof TopicRates) =>
    Math.max(0, all - sumOf(listed, (row) => row[name]));
  return {
    eventsPerSecond: left(eventsPerSecond, "eventsPerSecond"),
    bytesPerSecond: left(bytesPerSecond, "bytesPerSecond"),
  };
}

function sumOf(rows: readonly Row[], figure: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + figure(row), 0);
}
