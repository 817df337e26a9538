/** What goes over a link about topics: anyone may ask any thread, the core answers, and each thread tells who reads. */

import type { TopicsAnswer } from "#protocol";
import { DistinctCount } from "../hub/distinct-count.ts";
import {
  MAX_MOST_READ,
  type MostReadTopics,
  type TopicReaderCounts,
  type TopicReaders,
} from "../hub/topic-readers.ts";
import type { TopicsQuery } from "../stats/topics.ts";
import type { Port } from "./port.ts";

/** What a serving thread has of the core. */
export interface TopicsLink {
  /** What is published, and to how many readers of all threads. */
  topics(query: TopicsQuery): Promise<TopicsAnswer>;
}

/** What a thread asks the core. */
export interface TopicsCoreCalls {
  topics(query: TopicsQuery): TopicsAnswer;
}

/** What a thread can be asked by the core: of its own readers. */
export interface TopicsThreadCalls {
  mostReadTopics(): MostReadTopics;
  topicReaderCounts(topics: readonly string[]): TopicReaderCounts;
}

/** The readers of all threads. */
export function readersOfAll(
  ports: readonly Pick<Port<TopicsThreadCalls, object>, "ask">[],
): TopicReaders {
  return {
    async mostRead() {
      return mergeMostRead(await Promise.all(ports.map((port) => port.ask("mostReadTopics"))));
    },
    async countsOf(topics) {
      return sumOfCounts(
        await Promise.all(ports.map((port) => port.ask("topicReaderCounts", topics))),
        topics.length,
      );
    },
  };
}

/**
 * A topic that no thread has among its most read is missing: it has at most as many readers as the last of each
 * thread's have together.
 */
export function mergeMostRead(all: readonly MostReadTopics[]): MostReadTopics {
  const readers = new Map<string, number>();
  for (const { topics } of all) {
    for (const [topic, count] of topics) readers.set(topic, (readers.get(topic) ?? 0) + count);
  }
  const sorted = [...readers].toSorted(([, one], [, other]) => other - one);
  const topics = sorted.slice(0, MAX_MOST_READ);
  const isComplete = sorted.length === topics.length && all.every((one) => one.isComplete);
  if (isComplete) return { topics, isComplete };
  const distinct = new DistinctCount();
  for (const [topic] of sorted) distinct.add(topic);
  for (const { sketch } of all) if (sketch !== undefined) distinct.merge(sketch);
  return { topics, isComplete, sketch: distinct.sketch };
}

function sumOfCounts(all: readonly TopicReaderCounts[], topicCount: number): TopicReaderCounts {
  const sum = (figure: (counts: TopicReaderCounts) => number) =>
    all.reduce((total, counts) => total + figure(counts), 0);
  return {
    readers: Array.from({ length: topicCount }, (_, index) =>
      sum(({ readers }) => readers[index] ?? 0),
    ),
    ofEveryTopic: sum(({ ofEveryTopic }) => ofEveryTopic),
    inAll: sum(({ inAll }) => inAll),
  };
}
