/** Which topics come first in a list, and which a search finds: alike for the hub, which picks them, and for the page. */

import type { TopicSort, TopicStats } from "./topics.ts";

/** What an order needs of a topic. */
export type OrderedTopic = Omit<TopicStats, "history">;

const FIGURES: Readonly<Record<Exclude<TopicSort, "name">, (topic: OrderedTopic) => number>> = {
  rate: ({ eventsPerSecond }) => eventsPerSecond,
  readers: ({ readers }) => readers,
  deliveries: ({ deliveriesPerSecond }) => deliveriesPerSecond,
  bytes: ({ bytesPerSecond }) => bytesPerSecond,
  last: ({ lastEventAtMs }) => lastEventAtMs ?? 0,
};

/** For `sort()`: largest first; those that are alike come by rate, then by readers, then by name, code unit by code unit. */
export function topicOrder(sort: TopicSort): (one: OrderedTopic, other: OrderedTopic) => number {
  const figures = sort === "name" ? [] : [FIGURES[sort], FIGURES.rate, FIGURES.readers];
  return (one, other) => {
    for (const figure of figures) {
      const difference = figure(other) - figure(one);
      if (difference !== 0) return difference;
    }
    if (one.topic === other.topic) return 0;
    return one.topic < other.topic ? -1 : 1;
  };
}

/** Whether a topic's name has the text in it, in any letter case; every name has "" in it. */
export function topicSearch(text: string): (topic: string) => boolean {
  const wanted = text.toLowerCase();
  return (topic) => topic.toLowerCase().includes(wanted);
}
