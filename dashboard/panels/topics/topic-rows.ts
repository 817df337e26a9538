/**
 * The topics that the hub listed, as the table has them: searched and sorted again, since people may have wanted
 * something else by then, with all that are not in a row in one sum.
 */

import {
  topicOrder,
  type TopicRates,
  type TopicsAnswer,
  topicSearch,
  type TopicStats,
} from "#protocol";
import type { TopicsQuestion } from "../../feed/hub-api.ts";

export interface TopicRows {
  readonly rows: readonly TopicStats[];
  readonly rest: TopicsAnswer["rest"];
  /** How many topics there are; an estimate if `rest` is one. */
  readonly count: number;
}

/** Topics in `held` keep their places before all others, so that rows stay where they are while they are used. */
export function topicRows(
  { topics, rest }: TopicsAnswer,
  { sort, search }: TopicsQuestion,
  held?: readonly string[],
): TopicRows {
  const isFound = topicSearch(search);
  const sorted = topics.filter(({ topic }) => isFound(topic)).toSorted(topicOrder(sort));
  const left = topics.filter(({ topic }) => !isFound(topic));
  return {
    rows: held === undefined ? sorted : heldFirst(sorted, held),
    rest: {
      ...rest,
      topics: rest.topics + left.length,
      readers: rest.readers + sumOf(left, ({ readers }) => readers),
      ...restRates(rest, left),
    },
    count: topics.length + rest.topics,
  };
}

function heldFirst(rows: readonly TopicStats[], held: readonly string[]): readonly TopicStats[] {
  const places = new Map(held.map((topic, index) => [topic, index]));
  const placeOf = ({ topic }: TopicStats) => places.get(topic) ?? held.length;
  return rows.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function restRates(rest: TopicRates, left: readonly TopicStats[]): TopicRates {
  return {
    eventsPerSecond: rest.eventsPerSecond + sumOf(left, (row) => row.eventsPerSecond),
    bytesPerSecond: rest.bytesPerSecond + sumOf(left, (row) => row.bytesPerSecond),
  };
}

function sumOf(rows: readonly TopicStats[], figure: (row: TopicStats) => number): number {
  return rows.reduce((sum, row) => sum + figure(row), 0);
}
