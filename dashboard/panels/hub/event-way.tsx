/**
 * An event's path through the hub, drawn as a line with its stops and the time between them in the last second, and
 * figures that show whether readers keep up.
 */

import type { LatencySummary, StatsSnapshot } from "#protocol";
import { percentileOf } from "../../past/columns.ts";
import { formatMs, formatRate, formatShortCount, NOTHING } from "../../common/format.ts";
import { longestTime } from "../../past/threads.ts";
import type { View } from "../../view/view.ts";

interface Leg {
  /** Prefix of its figures: `durable-to-sent` for `durable-to-sent-p50` and `durable-to-sent-p99`. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly latency: (snapshot: StatsSnapshot) => LatencySummary;
}

const LEGS: readonly Leg[] = [
  {
    name: "accepted-to-durable",
    from: "accepted",
    to: "durable",
    latency: ({ latency }) => latency.acceptedToDurable,
  },
  {
    name: "durable-to-sent",
    from: "durable",
    to: "sent",
    latency: ({ latency }) => latency.durableToSent,
  },
  {
    name: "sent-to-parsed",
    from: "sent",
    to: "parsed",
    latency: ({ latency }) => latency.sentToParsed,
  },
];

interface Figure {
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  readonly text: (snapshot: StatsSnapshot) => string;
  /** The thread whose figure this is; shown if there are several. */
  readonly thread?: (snapshot: StatsSnapshot) => number | undefined;
  readonly isOnlyForManyThreads?: boolean;
}

const FIGURES: readonly Figure[] = [
  {
    name: "accepted-to-parsed-p99",
    label: "accepted to parsed p99, ms",
    meaning: "From accepted to parsed by a reader, in the last second",
    text: ({ latency }) => formatMs(percentileOf(latency.acceptedToParsed, "p99Ms")),
  },
  {
    name: "accepted-to-sent-p99",
    label: "accepted to sent p99, ms",
    meaning: "From accepted to sent, in the last second",
    text: ({ latency }) => formatMs(percentileOf(latency.acceptedToSent, "p99Ms")),
  },
  {
    name: "batch-p50",
    label: "batch p50",
    meaning: "Events made durable together, in the last second",
    text: ({ batchEvents }) => formatRate(batchEvents.p50 ?? undefined),
  },
  {
    name: "loop-lag",
    label: "loop lag max, ms",
    meaning: "Longest lag of the event loop in the last second",
    text: ({ threads }) => formatMs(longestTime(threads, "eventLoopLagMs")?.ms),
    thread: ({ threads }) => longestTime(threads, "eventLoopLagMs")?.thread,
  },
  {
    name: "canary-max",
    label: "canary max, ms",
    meaning: "Longest time of a probe event in the last second, end to end",
    text: ({ threads }) => formatMs(longestTime(threads, "canaryMaxMs")?.ms),
    thread: ({ threads }) => longestTime(threads, "canaryMaxMs")?.thread,
    isOnlyForManyThreads: true,
  },
  {
    name: "lag",
    label: "events behind",
    meaning: "How many events the slowest reader is behind",
    text: ({ lagEvents }) => formatRate(lagEvents),
  },
  {
    name: "lagging",
    label: "lagging",
    meaning: "Readers that are behind the head",
    text: ({ lagging }) => formatShortCount(lagging),
  },
  {
    name: "stalled",
    label: "stalled",
    meaning: "Streams closed because they were full and took nothing, since the hub started",
    text: ({ totals }) => formatShortCount(totals.stalled),
  },
  {
    name: "gaps",
    label: "gaps",
    meaning: "Times a reader was told of lost events, since the hub started",
    text: ({ totals }) => formatShortCount(totals.gaps),
  },
];

export function EventWay({ view }: { readonly view: View }) {
  const { snapshot, streamState } = view.frame.value;
  const stale = streamState === "open" ? "" : " stale";
  const hasManyThreads = snapshot !== undefined && snapshot.threads.length > 1;
  const figures = FIGURES.filter((figure) => hasManyThreads || !figure.isOnlyForManyThreads);
  return (
    <section
      class={`plot way${stale}`}
      aria-label="An event’s path through the hub, in the last second"
    >
      <dl class="legs">
        {LEGS.map((leg) => (
          <LegFigures key={leg.name} leg={leg} snapshot={snapshot} />
        ))}
      </dl>
      <dl class={`metrics${stale}`}>
        {figures.map(({ name, label, meaning, text, thread }) => (
          <div key={name} class="metric" title={meaning}>
            <dt>{label}</dt>
            <dd>
              <span data-metric={name}>{snapshot === undefined ? NOTHING : text(snapshot)}</span>
              {hasManyThreads ? <ThreadName of={name} thread={thread?.(snapshot)} /> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ThreadName({ of, thread }: { readonly of: string; readonly thread: number | undefined }) {
  if (thread === undefined) return null;
  return (
    <>
      {" "}
      <span class="unit">
        thread <span data-metric={`${of}-thread`}>{thread}</span>
      </span>
    </>
  );
}

function LegFigures({
  leg,
  snapshot,
}: {
  readonly leg: Leg;
  readonly snapshot: StatsSnapshot | undefined;
}) {
  const { name, from, to, latency } = leg;
  const summary = snapshot && latency(snapshot);
  return (
    <div class="leg">
      <dt>
        <span>{from}</span>
        <span class="for-readers"> to </span>
        <span class="to">{to}</span>
      </dt>
      <dd>
        p50 <b data-metric={`${name}-p50`}>{formatMs(summary && percentileOf(summary, "p50Ms"))}</b>
      </dd>
      <dd>
        p99 <b data-metric={`${name}-p99`}>{formatMs(summary && percentileOf(summary, "p99Ms"))}</b>
        <span class="unit"> ms</span>
      </dd>
    </div>
  );
}
