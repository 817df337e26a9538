/**
 * What is published, and to how many, as answered by `GET /topics`. Rates are means over the last full seconds; an
 * event with several topics counts for each of them. The hub's own topics are not in it.
 */

/** What the listed topics have most of: events, deliveries or bytes a second, readers, or the newest event; or by name. */
export const TOPIC_SORTS = ["rate", "readers", "deliveries", "bytes", "last", "name"] as const;
export type TopicSort = (typeof TOPIC_SORTS)[number];

/** Seconds that a topic's history covers. */
export const TOPIC_HISTORY_S = 60;

export interface TopicRates {
  readonly eventsPerSecond: number;
  /** Of the events' data, as UTF-8. */
  readonly bytesPerSecond: number;
}

export interface TopicStats extends TopicRates {
  readonly topic: string;
  /** Open streams that name this topic, on any transport. Those of every topic come in addition. */
  readonly readers: number;
  /** Deliveries that are due: events a second times all readers, those of every topic included. */
  readonly deliveriesPerSecond: number;
  /** The hub's clock, ms since 1970; `null` if the hub has counted no event of the topic. */
  readonly lastEventAtMs: number | null;
  readonly lastEventId: string | null;
  /**
   * Events in each full second, oldest first, up to now. It is shorter than a minute if the hub has counted this
   * topic for less.
   */
  readonly history: readonly number[];
}

/** What `GET /topics` answers. */
export interface TopicsAnswer {
  /** The hub's clock, ms since 1970. */
  readonly atMs: number;
  /** Over how many full seconds the rates are means; 0 in the hub's first second. */
  readonly seconds: number;
  readonly topics: readonly TopicStats[];
  /** All topics that are not listed. */
  readonly rest: TopicRates & {
    /**
     * How many have readers, or had an event in the last minute: an estimate, within about 5 %, if `isEstimate`.
     */
    readonly topics: number;
    readonly isEstimate: boolean;
    /** A stream that names several of them counts for each. */
    readonly readers: number;
  };
  /** All topics, with every event once. */
  readonly total: TopicRates;
  /** Streams of every topic (`*`). */
  readonly readersOfEveryTopic: number;
}
