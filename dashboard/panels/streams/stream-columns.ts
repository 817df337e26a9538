/** What the table of streams shows of each, column by column, and how it is sorted by it. */

import type { StreamQuery, StreamRecord, StreamSort } from "#protocol";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatTimeOfDay,
  NOTHING,
} from "../../common/format.ts";

export interface StreamColumn {
  readonly sort: StreamSort;
  readonly label: string;
  readonly meaning: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** Left out of a narrow window. */
  readonly isMinor?: boolean;
  /** Whether the text grows as the field falls, as an age does. */
  readonly isReversed?: boolean;
  /** `atMs` is the hub's time. */
  readonly text: (stream: StreamRecord, atMs: number) => string;
}

const TOPICS: StreamColumn = {
  sort: "topics",
  label: "topics",
  meaning: "What it subscribes to; sorted by the first",
  width: "minmax(84px, 3fr)",
  text: topicsText,
};

const WHERE_AND_WHO: readonly StreamColumn[] = [
  {
    sort: "address",
    label: "address",
    meaning: "The client’s address, behind trusted proxies too",
    width: "minmax(100px, 1fr)",
    text: ({ address }) => address ?? NOTHING,
  },
  {
    sort: "userAgent",
    label: "user agent",
    meaning: "What the client calls itself",
    width: "minmax(90px, 2fr)",
    isMinor: true,
    text: ({ userAgent }) => userAgent ?? NOTHING,
  },
  {
    sort: "transport",
    label: "via",
    meaning: "Event stream (SSE) or WebSocket (WS)",
    width: "48px",
    isMinor: true,
    text: ({ transport }) => transport.toUpperCase(),
  },
  {
    sort: "thread",
    label: "thread",
    meaning: "The serving thread that has it",
    width: "58px",
    isNumber: true,
    isMinor: true,
    text: ({ thread }) => String(thread),
  },
];

const AMOUNTS: readonly StreamColumn[] = [
  {
    sort: "sentBytes",
    label: "sent",
    meaning: "Bytes handed to its connection",
    width: "76px",
    isNumber: true,
    isMinor: true,
    text: ({ sentBytes }) => formatBytes(sentBytes),
  },
  {
    sort: "stalls",
    label: "stalls",
    meaning: "How often it was skipped because its connection was full",
    width: "58px",
    isNumber: true,
    isMinor: true,
    text: ({ stalls }) => formatCount(stalls),
  },
];

const LAG: StreamColumn = {
  sort: "lagEvents",
  label: "lag",
  meaning: "How many events of the log it is behind the newest",
  width: "54px",
  isNumber: true,
  text: ({ lagEvents }) => formatCount(lagEvents),
};

const COLUMNS: Readonly<Record<StreamQuery["state"], readonly StreamColumn[]>> = {
  open: [
    TOPICS,
    LAG,
    {
      sort: "position",
      label: "position",
      meaning: "Position in the log of the last event it has",
      width: "82px",
      isNumber: true,
      isMinor: true,
      text: ({ position }) => formatCount(position),
    },
    ...WHERE_AND_WHO,
    {
      sort: "openedAtMs",
      label: "age",
      meaning: "How long it has been open",
      width: "82px",
      isNumber: true,
      isReversed: true,
      text: ({ openedAtMs }, atMs) => formatDuration(Math.max(0, atMs - openedAtMs)),
    },
    ...AMOUNTS,
  ],
  closed: [
    TOPICS,
    {
      sort: "closedAtMs",
      label: "closed",
      meaning: "When it was closed",
      width: "74px",
      isNumber: true,
      text: ({ closedAtMs }) => (closedAtMs === null ? NOTHING : formatTimeOfDay(closedAtMs)),
    },
    {
      sort: "cause",
      label: "cause",
      meaning: "Why it was closed",
      width: "100px",
      text: ({ cause }) => cause ?? NOTHING,
    },
    { ...LAG, meaning: "How many events of the log it was behind the newest", isMinor: true },
    ...WHERE_AND_WHO,
    {
      sort: "openedAtMs",
      label: "opened",
      meaning: "When it was opened",
      width: "74px",
      isNumber: true,
      isMinor: true,
      text: ({ openedAtMs }) => formatTimeOfDay(openedAtMs),
    },
    ...AMOUNTS,
  ],
};

export function columnsOf(state: StreamQuery["state"]): readonly StreamColumn[] {
  return COLUMNS[state];
}

/** The first topics, and how many more there are. */
export function topicsText({ topics, topicCount }: StreamRecord): string {
  const more = topicCount - topics.length;
  return topics.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** How a column is sorted, as a reader of the table sees it; `undefined` if it is sorted by another. */
export function shownOrder(
  { sort, isReversed = false }: StreamColumn,
  filter: Pick<StreamQuery, "sort" | "order">,
): "ascending" | "descending" | undefined {
  if (filter.sort !== sort) return undefined;
  return (filter.order === "asc") === isReversed ? "descending" : "ascending";
}

/** The order after a column's heading is pressed: numbers begin with the largest, and a second press turns it round. */
export function orderAfterPress(
  column: StreamColumn,
  filter: Pick<StreamQuery, "sort" | "order">,
): StreamQuery["order"] {
  if (filter.sort === column.sort) return filter.order === "asc" ? "desc" : "asc";
  const isDown = (column.isNumber ?? false) !== (column.isReversed ?? false);
  return isDown ? "desc" : "asc";
}

/** How an open stream is doing, in a word or two. */
export function conditionOf({ state, fullForMs, cause }: StreamRecord): string {
  if (state === null) return cause ?? "closed";
  if (fullForMs === null) return state;
  return `full, takes nothing for ${formatDuration(fullForMs)}`;
}
