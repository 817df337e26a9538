/** The live figures of a connection. */

import { RATE_OVER_MS } from "./connection-figures.ts";
import { formatCount, formatMs, formatSmallRate, NOTHING } from "../../common/format.ts";
import type { ConnectionSnapshot } from "./sandbox-connection.ts";

interface Figure {
  readonly name: string;
  readonly label: string;
  readonly title: string;
  readonly of: (connection: ConnectionSnapshot) => string;
}

const RATE_OVER_S = RATE_OVER_MS / 1000;

const FIGURES: readonly Figure[] = [
  {
    name: "received",
    label: "received",
    title: "Events since this connection was added",
    of: ({ counts }) => formatCount(counts.received),
  },
  {
    name: "duplicates",
    label: "duplicates",
    title: "Events whose id had arrived before",
    of: ({ counts }) => formatCount(counts.duplicates),
  },
  {
    name: "gaps",
    label: "gaps",
    title: "Times that the hub said events were missing",
    of: ({ counts }) => formatCount(counts.gaps),
  },
  {
    name: "rate",
    label: "events/s",
    title: `Mean over the last ${RATE_OVER_S} seconds`,
    of: ({ perSecond }) => formatSmallRate(perSecond),
  },
  {
    name: "latency",
    label: "latency, ms",
    title: "From publish to arrival, of the last event that was published here",
    of: ({ latencyMs }) => formatMs(latencyMs),
  },
  {
    name: "median",
    label: "median, ms",
    title: "Median latency of the last hundred events that were published here",
    of: ({ medianLatencyMs }) => formatMs(medianLatencyMs),
  },
  {
    name: "last-id",
    label: "last id",
    title: "The id after which it would resume",
    of: ({ lastEventId }) => lastEventId || NOTHING,
  },
];

export interface ConnectionFiguresProps {
  readonly connection: ConnectionSnapshot;
  /** Whether these are the figures of the panel, rather than of one column. */
  readonly isAlone: boolean;
}

export function ConnectionFigures({ connection, isAlone }: ConnectionFiguresProps) {
  return (
    <dl class="counts">
      {FIGURES.map(({ name, label, title, of }) => (
        <div key={name} title={title}>
          <dt>{label}</dt>
          <dd data-figure={name} data-sandbox={isAlone ? name : undefined}>
            {of(connection)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
