/** The columns of the table of topics, from left to right. The first has their names, and one their last minutes. */

import type { TopicSort, TopicStats } from "#protocol";
import {
  formatCount,
  formatDuration,
  formatSmallRate,
  formatTimeOfDay,
  NOTHING,
} from "../../common/format.ts";
import { sparkSentence } from "../../charts/sparkline.ts";

export interface TopicColumn {
  /** Cells have it as `data-column`. Topics can be sorted by all but the last minute. */
  readonly name: TopicSort | "minute";
  readonly label: string;
  readonly meaning: string;
  /** `atMs` is the hub's time of these figures. */
  readonly text: (row: TopicStats, atMs: number) => string;
  /** What there is no room for. */
  readonly tooltip?: (row: TopicStats) => string | undefined;
}

export const TOPIC_COLUMNS: readonly TopicColumn[] = [
  {
    name: "name",
    label: "topic",
    meaning: "The topic’s name",
    text: ({ topic }) => topic,
    tooltip: ({ topic }) => topic,
  },
  {
    name: "rate",
    label: "events/s",
    meaning: "Events published to the topic, mean of the last ten seconds",
    text: ({ eventsPerSecond }) => formatSmallRate(eventsPerSecond),
  },
  {
    name: "minute",
    label: "last minute",
    meaning: "Events in each second of the last minute; each line has its own scale",
    text: ({ history }) => sparkSentence(history),
    tooltip: ({ history }) => sparkSentence(history),
  },
  {
    name: "readers",
    label: "readers",
    meaning: "Open streams that name the topic; those of every topic (*) come in addition",
    text: ({ readers }) => formatCount(readers),
  },
  {
    name: "deliveries",
    label: "deliveries/s",
    meaning: "What is due: events a second times all readers, those of every topic included",
    text: ({ deliveriesPerSecond }) => formatSmallRate(deliveriesPerSecond),
  },
  {
    name: "bytes",
    label: "bytes/s",
    meaning: "Bytes of the events’ data as UTF-8, mean of the last ten seconds",
    text: ({ bytesPerSecond }) => formatSmallRate(bytesPerSecond),
  },
  {
    name: "last",
    label: "last event",
    meaning: "How long ago the last event was published",
    text: ({ lastEventAtMs }, atMs) =>
      lastEventAtMs === null ? NOTHING : agoText(atMs - lastEventAtMs),
    tooltip: ({ lastEventAtMs, lastEventId }) =>
      lastEventAtMs === null ? undefined : `${formatTimeOfDay(lastEventAtMs)}, id ${lastEventId}`,
  },
];

/** Clocks are read one after the other, so that an event may seem to come from the future. */
function agoText(ms: number): string {
  return ms < 1_000 ? "now" : `${formatDuration(ms)} ago`;
}
