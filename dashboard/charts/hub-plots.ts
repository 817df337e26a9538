/** What the Hub panel draws, as data: the stages of an event inside the hub, and what delays it. */

import type { LineStyle } from "#drawing";
import type { Size, SizePercentile, Stage } from "../past/columns.ts";
import { formatMs, formatRate } from "../common/format.ts";
import { gauge, latencySeries, type Plot, type Series } from "./plots.ts";

const SIZE_LINES = [
  ["p50", 1],
  ["p90", 2],
  ["p99", 3],
  ["max", 4],
] as const satisfies readonly (readonly [SizePercentile, LineStyle])[];

export const ACCEPTED_TO_DURABLE_PLOT: Plot = {
  ...timed("acceptedToDurable"),
  id: "accepted-to-durable",
  title: "Accepted to durable",
  sentence:
    "From accepting a publish until its event is in the log, as durable as --durability requires.",
};

export const DURABLE_TO_SENT_PLOT: Plot = {
  ...timed("durableToSent"),
  id: "durable-to-sent",
  title: "Durable to sent",
  sentence:
    "From an event becoming durable until its bytes are written to a subscriber’s socket, over all deliveries.",
};

export const EVENT_LOOP_PLOT: Plot = {
  ...timed("eventLoop"),
  id: "event-loop",
  title: "Event loop lag",
  sentence:
    "How late the hub runs a due timer, fifty times a second: everything else in its event loop waits as long.",
};

export const BATCH_PLOT: Plot = {
  ...sized("batchEvents"),
  id: "batch",
  title: "Batch size",
  sentence:
    "Events made durable together: all that arrived in one turn of the event loop, or while the log was busy.",
};

export const REPLAY_PLOT: Plot = {
  ...sized("replayEvents"),
  isSparse: true,
  id: "replay",
  title: "Replay depth",
  sentence: "How many events behind the head readers resumed in that second.",
};

/** A lag may be a million events, and the readers only a few: each has its own axis. */
export const LAG_PLOT: Plot = {
  id: "lag",
  title: "Lag and stalls",
  unit: "",
  sentence:
    "Events that the slowest reader is behind (left axis); readers behind the head, and readers closed as stalled per second (right axis).",
  scale: "linear",
  series: [
    gauge("lag", "lagEvents", 1, { isFilled: true }),
    gauge("lagging", "lagging", 3, { axis: "right" }),
    gauge("stalled", "stalledPerSecond", 4, { axis: "right" }),
  ],
  format: formatRate,
};

export const HUB_PLOTS = [
  ACCEPTED_TO_DURABLE_PLOT,
  DURABLE_TO_SENT_PLOT,
  EVENT_LOOP_PLOT,
  BATCH_PLOT,
  REPLAY_PLOT,
  LAG_PLOT,
] as const;

type Drawn = Pick<Plot, "unit" | "scale" | "series" | "hasBands" | "format">;

/** On a logarithmic axis, like every latency. */
function timed(stage: Stage): Drawn {
  const series = latencySeries((percentile) => `${stage}.${percentile}` as const);
  return { unit: "ms", scale: "log", series, hasBands: true, format: formatMs };
}

function sized(size: Size): Drawn {
  const series = SIZE_LINES.map(([percentile, line]): Series => ({
    label: percentile,
    line,
    axis: "left",
    isFilled: false,
    column: () => `${size}.${percentile}`,
  }));
  return { unit: "events", scale: "linear", series, format: formatRate };
}
