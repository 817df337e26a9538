/** What the Hub panel draws, as values: the stages of an event's way inside the hub, and what holds it up. */

import type { LineStyle } from "#drawing";
import type { Percentile, Size, SizePercentile, Stage } from "./columns.ts";
import { formatMs, formatRate } from "./format.ts";
import { gauge, type Plot, type Series } from "./plots.ts";

const PERCENTILE_LINES = [
  ["p50", "p50Ms", 1],
  ["p90", "p90Ms", 2],
  ["p99", "p99Ms", 3],
  ["max", "maxMs", 4],
] as const satisfies readonly (readonly [SizePercentile, Percentile, LineStyle])[];

export const ACCEPTED_TO_DURABLE_PLOT: Plot = {
  ...timed("acceptedToDurable"),
  id: "accepted-to-durable",
  title: "Accepted to durable",
  sentence:
    "From a publish being accepted to its event being in the log, as durable as --durability asks.",
};

export const DURABLE_TO_SENT_PLOT: Plot = {
  ...timed("durableToSent"),
  id: "durable-to-sent",
  title: "Durable to sent",
  sentence:
    "From a batch being durable to its bytes being written to the last matching subscriber’s socket.",
};

export const EVENT_LOOP_PLOT: Plot = {
  ...timed("eventLoop"),
  id: "event-loop",
  title: "Event loop lag",
  sentence:
    "How late the hub runs a timer that is due, fifty times a second: all else that is due waits as long.",
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
  sentence: "How many events behind the head the readers were that resumed in that second.",
};

/** The events of one reader may be a million, the readers a few: each has an axis of its own. */
export const LAG_PLOT: Plot = {
  id: "lag",
  title: "Lag and stalls",
  unit: "",
  sentence:
    "Events that the last reader has yet to get (left axis); readers behind the head, and closed as stalled per second (right axis).",
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

type Drawn = Pick<Plot, "unit" | "scale" | "series" | "format">;

/** On a logarithmic axis, as every latency is. */
function timed(stage: Stage): Drawn {
  const series = PERCENTILE_LINES.map(([label, percentile, line]): Series => ({
    label,
    line,
    axis: "left",
    isFilled: false,
    column: () => `${stage}.${percentile}`,
  }));
  return { unit: "ms", scale: "log", series, format: formatMs };
}

function sized(size: Size): Drawn {
  const series = PERCENTILE_LINES.map(([percentile, , line]): Series => ({
    label: percentile,
    line,
    axis: "left",
    isFilled: false,
    column: () => `${size}.${percentile}`,
  }));
  return { unit: "events", scale: "linear", series, format: formatRate };
}
